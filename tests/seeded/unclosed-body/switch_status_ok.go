package registry

import (
	"errors"
	"io"
	"net/http"
)

var (
	ErrMissing = errors.New("no such image")
	ErrDenied  = errors.New("access denied")
)

type Client struct {
	http *http.Client
	host string
}

func (c *Client) Manifest(name string) ([]byte, error) {
	req, err := http.NewRequest("GET", c.host+"/v2/"+name+"/manifests/latest", nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	switch resp.StatusCode {
	case 200:
		defer resp.Body.Close()
		return io.ReadAll(resp.Body)
	case 404:
		resp.Body.Close()
		return nil, ErrMissing
	case 401, 403:
		resp.Body.Close()
		return nil, ErrDenied
	default:
		resp.Body.Close()
		return nil, errors.New(resp.Status)
	}
}
