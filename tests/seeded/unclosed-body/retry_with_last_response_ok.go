package lastresp

import (
	"fmt"
	"net/http"
	"time"
)

type Policy struct {
	Max  int
	Wait time.Duration
	C    *http.Client
}

func (p Policy) Do(build func() (*http.Request, error)) (*http.Response, error) {
	var last string
	for try := 1; ; try++ {
		req, err := build()
		if err != nil {
			return nil, err
		}
		resp, err := p.C.Do(req)
		switch {
		case err != nil:
			last = err.Error()
		case resp.StatusCode < 500:
			return resp, nil
		default:
			last = resp.Status
			resp.Body.Close()
		}
		if try >= p.Max {
			return nil, fmt.Errorf("%d tries, then %s", try, last)
		}
		time.Sleep(p.Wait)
	}
}
