package session

import "errors"

type kind int

const (
	login kind = iota
	logout
	unknown
)

func Handle(k kind, auth func() error) error {
	res := make(chan error)
	go func() { res <- auth() }() // want "res"
	switch k {
	case login:
		return <-res
	case logout:
		return nil
	}
	return errors.New("unknown request")
}
