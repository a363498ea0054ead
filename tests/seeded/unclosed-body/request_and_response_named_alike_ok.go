package alike

import (
	"errors"
	"io"
	"net/http"
)

type envelope struct {
	Body   io.ReadCloser
	Status int
}

func open(path string) (*envelope, error) {
	if path == "" {
		return nil, errors.New("no path")
	}
	return &envelope{Body: http.NoBody}, nil
}

func Both(path, url string) (int, error) {
	env, err := open(path)
	if err != nil {
		return 0, err
	}
	resp, err := http.Get(url)
	if err != nil {
		return env.Status, err
	}
	defer resp.Body.Close()
	return resp.StatusCode + env.Status, nil
}
