package sumpair

func Pair(a, b func() (int, error)) (int, error) {
	av, bv := make(chan int, 1), make(chan int, 1)
	errs := make(chan error, 2)
	go func() {
		v, err := a()
		if err != nil {
			errs <- err
			return
		}
		av <- v
	}()
	go func() {
		v, err := b()
		if err != nil {
			errs <- err
			return
		}
		bv <- v
	}()
	sum := 0
	for i := 0; i < 2; i++ {
		select {
		case v := <-av:
			sum += v
		case v := <-bv:
			sum += v
		case err := <-errs:
			return 0, err
		}
	}
	return sum, nil
}
