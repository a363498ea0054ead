package closedalready

import (
	"fmt"
	"io"
	"net/http"
)

type Client struct{ hc *http.Client }

// do reads the whole answer; the response is only good for its header then.
func (c *Client) do(req *http.Request) (*http.Response, []byte, error) {
	resp, err := c.hc.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, nil, err
	}
	return resp, body, nil
}

// raw leaves the body to the caller.
func (c *Client) raw(req *http.Request) (*http.Response, error) {
	return c.hc.Do(req)
}

func (c *Client) Etag(url string) (string, error) {
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return "", err
	}
	resp, err := c.raw(req) // want "[Bb]ody"
	if err != nil {
		return "", err
	}
	if resp.StatusCode != 200 {
		return "", fmt.Errorf("etag: %s", resp.Status)
	}
	return resp.Header.Get("Etag"), nil
}
