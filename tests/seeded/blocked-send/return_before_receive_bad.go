package warm

import (
	"errors"
	"os"
)

func Warm(dir string, load func(string) error) error {
	loaded := make(chan error)
	go func() {
		loaded <- load(dir) // want "loaded"
	}()
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return errors.New(dir + " is not a folder")
	}
	return <-loaded
}
