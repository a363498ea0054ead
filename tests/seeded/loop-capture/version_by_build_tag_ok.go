//go:build go1.22

package tagged

func Each(names []string, do func(string)) {
	for _, n := range names {
		go func() {
			do(n)
		}()
	}
}
