package limited

import (
	"io"
	"net/http"
)

type limitedBody struct {
	io.Reader
	io.Closer
}

func Limited(url string, n int64) (io.ReadCloser, error) {
	resp, err := http.Get(url) // want "[Bb]ody"
	if err != nil {
		return nil, err
	}
	return io.NopCloser(io.LimitReader(resp.Body, n)), nil
}
