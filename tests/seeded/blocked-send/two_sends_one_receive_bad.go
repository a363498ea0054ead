package commit

import "fmt"

func Commit(prepare, apply func() error) error {
	errc := make(chan error)
	go func() {
		if err := prepare(); err != nil {
			errc <- fmt.Errorf("prepare: %w", err)
		}
		errc <- apply() // want "errc"
	}()
	return <-errc
}
