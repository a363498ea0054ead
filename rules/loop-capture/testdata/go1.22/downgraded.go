//go:build go1.21

package capture

// The file says go1.21, and that counts more than the module's go line.
func downgraded(urls []string, get func(string)) {
	for _, u := range urls {
		go func() {
			get(u) // want "u"
		}()
	}
}
