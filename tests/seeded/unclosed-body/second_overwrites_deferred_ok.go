package redirect

import (
	"errors"
	"net/http"
)

// follow goes one step where the server asks for it.
func follow(c *http.Client, u string) (int64, error) {
	resp, err := c.Get(u)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if loc := resp.Header.Get("X-Moved"); loc != "" {
		resp, err = c.Get(loc)
		if err != nil {
			return 0, err
		}
		defer resp.Body.Close()
	}
	if resp.ContentLength < 0 {
		return 0, errors.New("length unknown")
	}
	return resp.ContentLength, nil
}
