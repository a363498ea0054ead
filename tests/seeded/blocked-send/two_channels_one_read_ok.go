package readwrite

import "errors"

func Exchange(read func() (string, error)) (string, error) {
	data := make(chan string, 1)
	errc := make(chan error, 1)
	go func() {
		s, err := read()
		data <- s
		errc <- err
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
