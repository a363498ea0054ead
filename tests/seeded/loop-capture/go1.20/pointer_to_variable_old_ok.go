package pointertovariableold

type item struct {
	ID   int
	Name string
}

// Save writes the items in parallel.
func Save(items []item, put func(*item) error) error {
	errs := make(chan error, len(items))
	for _, it := range items {
		it := it
		go func() {
			errs <- put(&it)
		}()
	}
	var first error
	for range items {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return first
}
