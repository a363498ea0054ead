package inventory

import (
	"encoding/json"
	"net/http"
)

type pageOf struct {
	Items []string `json:"items"`
	Next  string   `json:"next"`
}

func All(c *http.Client, url string) (items []string, err error) {
	for url != "" {
		var p pageOf
		resp, err := c.Get(url) // want "[Bb]ody"
		if err != nil {
			return nil, err
		}
		if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
			return nil, err
		}
		items = append(items, p.Items...)
		url = p.Next
	}
	return items, nil
}
