package anyok

import "errors"

func Any(checks []func() error) error {
	res := make(chan error)
	for i := range checks {
		go func() {
			res <- checks[i]() // want "res"
		}()
	}
	var errs error
	for range checks {
		err := <-res
		if err == nil {
			return nil
		}
		errs = errors.Join(errs, err)
	}
	return errs
}
