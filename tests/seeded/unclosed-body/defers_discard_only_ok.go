package discards

import (
	"io"
	"net/http"
)

func Etag(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	defer func() {
		io.CopyN(io.Discard, resp.Body, 512)
		resp.Body.Close()
	}()
	return resp.Header.Get("Etag"), nil
}
