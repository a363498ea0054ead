package parseerrortypeswitch

import (
	"errors"
	"io"
	"net/http"
)

type apiError struct{ Code int }

func (e *apiError) Error() string { return http.StatusText(e.Code) }

func check(resp *http.Response) error {
	if resp.StatusCode < 400 {
		return nil
	}
	return &apiError{resp.StatusCode}
}

func Fetch(c *http.Client, u string) ([]byte, error) {
	resp, err := c.Get(u) // want "resp"
	if err != nil {
		return nil, err
	}
	if err := check(resp); err != nil {
		var ae *apiError
		if errors.As(err, &ae) && ae.Code == http.StatusNotFound {
			return nil, nil
		}
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
