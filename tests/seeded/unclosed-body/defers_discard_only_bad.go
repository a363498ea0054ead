package discards

import (
	"io"
	"net/http"
)

func Etag(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url) // want "[Bb]ody"
	if err != nil {
		return "", err
	}
	defer io.CopyN(io.Discard, resp.Body, 512)
	return resp.Header.Get("Etag"), nil
}
