package fanin

import "errors"

func Pick(sources []func() (int, error)) (int, error) {
	vals := make(chan int, len(sources))
	errs := make(chan error, len(sources))
	for _, s := range sources {
		go func(s func() (int, error)) {
			v, err := s()
			if err != nil {
				errs <- err
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
