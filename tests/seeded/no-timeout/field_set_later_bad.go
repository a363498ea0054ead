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
	c := &http.Client{ // want "Client"
		CheckRedirect: func(req *http.Request, via []*http.Request) error { return http.ErrUseLastResponse },
	}
	if s.Retries > 3 {
		s.Retries = 3
	}
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
