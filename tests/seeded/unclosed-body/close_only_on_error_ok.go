package stream

import (
	"errors"
	"net/http"
)

type Events struct {
	resp *http.Response
	kind string
}

func (e *Events) Close() error { return e.resp.Body.Close() }

// Kind asks what the stream carries.
func Kind(c *http.Client, url string) (kind string, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	defer func() {
		resp.Body.Close()
	}()
	kind = resp.Header.Get("Content-Type")
	if kind == "" {
		return "", errors.New("untyped")
	}
	return kind, nil
}

// Open keeps the stream.
func Open(c *http.Client, url string) (ev *Events, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			resp.Body.Close()
		}
	}()
	if resp.StatusCode != 200 {
		return nil, errors.New(resp.Status)
	}
	return &Events{resp: resp, kind: "sse"}, nil
}
