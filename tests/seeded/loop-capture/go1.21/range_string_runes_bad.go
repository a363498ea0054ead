package runes

func Spread(s string, out chan<- string) {
	for pos, r := range s {
		go func() {
			out <- string(r) // want "r"
			_ = len(s)
		}()
		_ = pos
	}
}
