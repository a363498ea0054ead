package tokens

import (
	"io"
	"net/http"
)

func renew(c *http.Client, a, b string) ([]byte, error) {
	resp, err := c.Get(a)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusGone {
		resp, err := c.Get(b) // want "[Bb]ody"
		if err != nil {
			return nil, err
		}
		if resp.StatusCode != 200 {
			return nil, io.ErrUnexpectedEOF
		}
		return []byte(resp.Header.Get("X-Token")), nil
	}
	return io.ReadAll(resp.Body)
}
