package fanin

import "errors"

func Pick(sources []func() (int, error)) (int, error) {
	vals := make(chan int, len(sources))
	errs := make(chan error, 1)
	for _, s := range sources {
		go func(s func() (int, error)) {
			v, err := s()
			if err != nil {
				errs <- err // want "errs"
				return
			}
			vals <- v
		}(s)
	}
	select {
	case v := <-vals:
		return v, nil
	case err := <-errs:
		return 0, errors.Join(errors.New("pick"), err)
	}
}
