package ptr

type rec struct{ n int }

func process(recs []rec, save func(*rec)) {
	for i := range recs {
		r := &recs[i]
		go func() {
			save(r)
		}()
	}
}
