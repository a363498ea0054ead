package stepwise

import "time"

func Steps(steps []func() error, limit time.Duration, slow func(int)) (err error) {
	for i, step := range steps {
		errc := make(chan error, 1)
		go func() { errc <- step() }()
		if err = <-errc; err != nil {
			slow(i)
			return err
		}
	}
	return err
}
