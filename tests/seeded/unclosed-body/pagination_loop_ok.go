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
		resp, err := c.Get(url)
		if err != nil {
			return nil, err
		}
		err = json.NewDecoder(resp.Body).Decode(&p)
		resp.Body.Close()
		if err != nil {
			return nil, err
		}
		items = append(items, p.Items...)
		url = p.Next
	}
	return items, nil
}
