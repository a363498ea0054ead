package bodies

import (
	"errors"
	"io"
	"net/http"
)

type download struct {
	body io.ReadCloser
	left int64
}

func start(url string, max int64) (*download, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	d := &download{body: resp.Body, left: resp.ContentLength}
	if d.left > max {
		d.body.Close()
		return nil, errors.New("too large")
	}
	return d, nil
}

func (d *download) Close() error { return d.body.Close() }
