package resource

import (
	"errors"
	"os"
)

func failedLies(name string) error {
	logged := func(err error) bool {
		if err != nil {
			return false
		}
		return true
	}
	f, err := os.Open(name) // want "not closed before the return"
	if logged(err) {
		return errors.New("there")
	}
	defer f.Close()
	return nil
}

func keptUnlessItFails(f *os.File, kept *[]*os.File) error {
	if _, err := f.Stat(); err != nil {
		f.Close()
		return err
	}
	return nil
}

func checked(name string) error {
	f, err := os.Open(name) // want "not closed before"
	if err != nil {
		return err
	}
	if err := keptUnlessItFails(f, nil); err != nil {
		return err
	}
	return nil
}
