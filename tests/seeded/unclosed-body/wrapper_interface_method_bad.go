package repo

import (
	"errors"
	"net/http"
)

type transport interface {
	Send(method, path string) (*http.Response, error)
}

type Repo struct{ t transport }

var ErrGone = errors.New("gone")

func (r *Repo) Touch(path string) error {
	resp, err := r.t.Send(http.MethodPut, path) // want "[Bb]ody"
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusGone {
		return ErrGone
	}
	return resp.Body.Close()
}
