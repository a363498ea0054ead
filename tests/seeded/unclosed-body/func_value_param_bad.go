package pluggable

import (
	"io"
	"net/http"
)

// Fetcher lets a caller choose how to ask.
type Fetcher func(url string) (*http.Response, error)

func Size(fetch Fetcher, url string, exact bool) (int64, error) {
	resp, err := fetch(url) // want "[Bb]ody"
	if err != nil {
		return 0, err
	}
	if !exact {
		return resp.ContentLength, nil
	}
	n, err := io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	return n, err
}
