package anyok

import "errors"

func Any(checks []func() error) error {
	res := make(chan error, len(checks))
	for i := range checks {
		go func() {
			res <- checks[i]()
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
