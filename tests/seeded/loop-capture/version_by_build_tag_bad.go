//go:build go1.21

package tagged

func Each(names []string, do func(string)) {
	for _, n := range names {
		go func() {
			do(n) // want "n"
		}()
	}
}
