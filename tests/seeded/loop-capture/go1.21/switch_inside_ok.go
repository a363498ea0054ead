package kinds

type msg struct {
	kind string
	body []byte
}

func Handle(in []msg, urgent, normal func([]byte)) {
	for _, m := range in {
		switch m.kind {
		case "urgent":
			urgent(m.body)
		default:
			body := m.body
			go func() {
				normal(body)
			}()
		}
	}
}
