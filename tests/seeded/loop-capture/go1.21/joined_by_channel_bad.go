package stepwise

import "time"

func Steps(steps []func() error, limit time.Duration, slow func(int)) (err error) {
	for i, step := range steps {
		errc := make(chan error, 1)
		go func() { errc <- step() }() // or "step"
		select {
		case err = <-errc:
		case <-time.After(limit):
			go func() { slow(i) }() // want "i|step"
		}
	}
	return err
}
