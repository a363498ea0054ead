package redirect

import (
	"encoding/json"
	"net/http"
)

func resolve(c *http.Client, first, second string, v any) error {
	resp, err := c.Get(first) // want "[Bb]ody"
	if err != nil {
		return err
	}
	defer func() { resp.Body.Close() }()
	if resp.StatusCode == http.StatusNotFound {
		again, err := c.Get(second)
		if err != nil {
			return err
		}
		resp = again
	}
	return json.NewDecoder(resp.Body).Decode(v)
}
