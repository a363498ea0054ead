package fieldsetlater

import (
	"net/http"
	"time"
)

type Settings struct {
	Timeout time.Duration
	Retries int
}

func client(s Settings) *http.Client {
	c := &http.Client{
		CheckRedirect: func(req *http.Request, via []*http.Request) error { return http.ErrUseLastResponse },
	}
	c.Timeout = s.Timeout
	return c
}

func Head(s Settings, url string) (int, error) {
	resp, err := client(s).Head(url)
	if err != nil {
		return 0, err
	}
	resp.Body.Close()
	return resp.StatusCode, nil
}
