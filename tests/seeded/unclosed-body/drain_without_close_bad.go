package politely

import (
	"io"
	"net/http"
)

func skip(body io.Reader, max int64) {
	io.CopyN(io.Discard, body, max)
}

func Touch(c *http.Client, url string) error {
	resp, err := c.Post(url, "text/plain", nil) // want "[Bb]ody"
	if err != nil {
		return err
	}
	skip(resp.Body, 4096)
	return nil
}
