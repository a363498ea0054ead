package remote

import "errors"

func Probe(primary bool, dial func() error) error {
	up := make(chan error)
	go func() {
		err := dial()
		up <- err // want "up"
	}()
	if primary {
		if err := <-up; err != nil {
			return err
		}
		return nil
	}
	return errors.New("standby")
}
