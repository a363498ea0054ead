package reader

type src interface{ Read() (string, bool) }

func pump(s src, out func(string)) {
	for {
		msg, ok := s.Read()
		if !ok {
			return
		}
		go func() {
			out(msg)
		}()
	}
}
