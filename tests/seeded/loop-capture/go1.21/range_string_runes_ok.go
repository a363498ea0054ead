package runes

func Spread(s string, out chan<- string) {
	for pos, r := range s {
		pos, r := pos, r
		go func() {
			out <- string(r)
			_ = pos
		}()
	}
}
