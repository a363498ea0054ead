package dual

import (
	"net/http"
	"time"
)

type Dual struct {
	fast, slow *http.Client
	slowAfter  time.Time
}

func (d *Dual) Status(req *http.Request) (int, error) {
	var resp *http.Response
	var err error
	if time.Now().After(d.slowAfter) {
		resp, err = d.slow.Do(req) // want "[Bb]ody"
		if err != nil {
			return 0, err
		}
		return resp.StatusCode, nil
	} else {
		resp, err = d.fast.Do(req)
		if err != nil {
			return 0, err
		}
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}
