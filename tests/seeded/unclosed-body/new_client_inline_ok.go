package pinger

import (
	"net/http"
	"time"
)

func newClient(rt http.RoundTripper) *http.Client { return &http.Client{Transport: rt} }

func Latency(rt http.RoundTripper, url string) (d time.Duration, ok bool) {
	begin := time.Now()
	resp, err := newClient(rt).Get(url)
	if err != nil {
		return 0, false
	}
	d = time.Since(begin)
	resp.Body.Close()
	return d, resp.StatusCode < 400
}
