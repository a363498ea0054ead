package workerpoolabort

// Map runs fn on n goroutines.
func Map(items []string, n int, fn func(string) error) error {
	jobs := make(chan string)
	errs := make(chan error, n)
	for i := 0; i < n; i++ {
		go func() {
			var failed error
			for it := range jobs {
				if failed == nil {
					failed = fn(it)
				}
			}
			errs <- failed
		}()
	}
	for _, it := range items {
		jobs <- it
	}
	close(jobs)
	var first error
	for i := 0; i < n; i++ {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return first
}
