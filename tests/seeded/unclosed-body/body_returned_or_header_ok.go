package objects

import (
	"errors"
	"io"
	"net/http"
	"strconv"
)

type Object struct {
	io.ReadCloser
	Size int64
}

func Get(c *http.Client, url string) (*Object, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	size, err := strconv.ParseInt(resp.Header.Get("X-Size"), 10, 64)
	if err != nil {
		resp.Body.Close()
		return nil, errors.New("object without a size")
	}
	return &Object{resp.Body, size}, nil
}
