package workerpoolabort

// Map runs fn on n goroutines.
func Map(items []string, n int, fn func(string) error) error {
	jobs := make(chan string)
	errs := make(chan error, n)
	for i := 0; i < n; i++ {
		go func() {
			for it := range jobs {
				if err := fn(it); err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for _, it := range items {
		jobs <- it // want "jobs"
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
