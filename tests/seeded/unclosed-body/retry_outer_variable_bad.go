package resilient

import (
	"errors"
	"net/http"
	"time"
)

// Do tries a request until the server has time for it.
func Do(c *http.Client, req *http.Request, tries int) (*http.Response, error) {
	var (
		resp *http.Response
		err  error
	)
	for i := 0; i < tries; i++ {
		resp, err = c.Do(req) // want "[Bb]ody"
		if err == nil && resp.StatusCode != http.StatusTooManyRequests {
			return resp, nil
		}
		time.Sleep(time.Duration(i) * time.Second)
	}
	if err == nil {
		err = errors.New("still too many requests")
	}
	return nil, err
}
