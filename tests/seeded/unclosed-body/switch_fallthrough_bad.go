package dav

import (
	"errors"
	"net/http"
)

func mkcol(c *http.Client, req *http.Request) error {
	resp, err := c.Do(req) // want "[Bb]ody"
	if err != nil {
		return err
	}
	switch resp.StatusCode {
	case 409:
		if req.Header.Get("If") == "" {
			return errors.New("parent is missing")
		}
		fallthrough
	case 405:
		resp.Body.Close()
		return nil
	default:
		resp.Body.Close()
	}
	return nil
}
