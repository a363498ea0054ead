package report2

func Report(gather func() (int, error), done func()) (int, error) {
	errs := make(chan error, 2)
	vals := make(chan int, 1)
	go func() {
		defer done()
		v, err := gather()
		if err != nil {
			errs <- err
		}
		vals <- v
		errs <- nil
	}()
	if err := <-errs; err != nil {
		return 0, err
	}
	return <-vals, nil
}
