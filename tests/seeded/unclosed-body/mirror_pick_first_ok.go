package mirrorpickfirst

import (
	"context"
	"errors"
	"net/http"
)

// Pick returns the answer of the first mirror that has the file.
func Pick(ctx context.Context, c *http.Client, mirrors []string, path string) (*http.Response, error) {
	var errs []error
	for _, m := range mirrors {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, m+path, nil)
		if err != nil {
			return nil, err
		}
		resp, err := c.Do(req)
		switch {
		case err != nil:
			errs = append(errs, err)
		case resp.StatusCode == http.StatusOK:
			return resp, nil
		default:
			resp.Body.Close()
			errs = append(errs, errors.New(resp.Status))
		}
	}
	return nil, errors.Join(errs...)
}
