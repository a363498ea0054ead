//go:build go1.22

package capture

// The file says go1.22: header variables are per iteration here.
func upgraded(urls []string, get func(string)) {
	for _, u := range urls {
		go func() {
			get(u) // ok
		}()
	}
}
