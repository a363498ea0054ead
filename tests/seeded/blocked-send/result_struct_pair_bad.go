package sumpair

func Pair(a, b func() (int, error)) (int, error) {
	av, bv := make(chan int), make(chan int)
	errs := make(chan error, 2)
	go func() {
		v, err := a()
		if err != nil {
			errs <- err
			return
		}
		av <- v // want "av"
	}()
	go func() {
		v, err := b()
		if err != nil {
			errs <- err
			return
		}
		bv <- v // want "bv"
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
