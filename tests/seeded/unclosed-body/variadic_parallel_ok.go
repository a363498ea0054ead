package race3

import (
	"context"
	"errors"
	"net/http"
)

func First(ctx context.Context, c *http.Client, urls ...string) (*http.Response, error) {
	type try struct {
		resp *http.Response
		err  error
	}
	tries := make(chan try, len(urls))
	for _, u := range urls {
		go func() {
			req, err := http.NewRequestWithContext(ctx, "GET", u, nil)
			if err != nil {
				tries <- try{nil, err}
				return
			}
			resp, err := c.Do(req)
			if err == nil && resp.StatusCode >= 500 {
				err = errors.New(resp.Status)
				resp.Body.Close()
				resp = nil
			}
			tries <- try{resp, err}
		}()
	}
	var errs error
	for range urls {
		t := <-tries
		if t.err == nil {
			return t.resp, nil
		}
		errs = errors.Join(errs, t.err)
	}
	return nil, errs
}
