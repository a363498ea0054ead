package ptr

type rec struct{ n int }

func process(recs []rec, save func(*rec)) {
	for i, r := range recs {
		go func() {
			save(&r) // want "r"
		}()
		_ = i
	}
}
