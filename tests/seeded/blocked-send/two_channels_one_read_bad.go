package readwrite

import "errors"

func Exchange(read func() (string, error)) (string, error) {
	data := make(chan string)
	errc := make(chan error)
	go func() {
		s, err := read()
		data <- s   // or "data"
		errc <- err // want "errc"
	}()
	select {
	case s := <-data:
		if s == "" {
			return "", errors.New("empty")
		}
		return s, nil
	case err := <-errc:
		return "", err
	}
}
