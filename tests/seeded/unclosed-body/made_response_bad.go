package made

import (
	"io"
	"net/http"
	"strings"
)

type limiter struct {
	next http.RoundTripper
	left int
}

func tooMany() *http.Response {
	return &http.Response{
		StatusCode: http.StatusTooManyRequests,
		Body:       io.NopCloser(strings.NewReader("slow down")),
		Header:     http.Header{},
	}
}

func (l *limiter) status(req *http.Request) (int, error) {
	if l.left == 0 {
		busy := tooMany()
		busy.Header.Set("Retry-After", "1")
		return busy.StatusCode, nil
	}
	l.left--
	resp, err := l.next.RoundTrip(req) // want "[Bb]ody"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}
