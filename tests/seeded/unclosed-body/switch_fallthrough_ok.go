package dav

import (
	"errors"
	"net/http"
)

func mkcol(c *http.Client, req *http.Request) error {
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	switch resp.StatusCode {
	case 409:
		if req.Header.Get("If") == "" {
			err = errors.New("parent is missing")
		}
		fallthrough
	case 405:
		resp.Body.Close()
		return err
	default:
		resp.Body.Close()
	}
	return nil
}
