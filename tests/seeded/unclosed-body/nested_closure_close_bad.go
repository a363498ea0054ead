package release

import (
	"encoding/json"
	"net/http"
)

type tag struct{ Name string }

func latest(url string, accept func(tag) bool) (string, error) {
	resp, err := http.Get(url) // want "[Bb]ody"
	if err != nil {
		return "", err
	}
	done := func() { resp.Body.Close() }
	var tags []tag
	if err := json.NewDecoder(resp.Body).Decode(&tags); err != nil {
		return "", err
	}
	done()
	for _, t := range tags {
		if accept(t) {
			return t.Name, nil
		}
	}
	return "", nil
}
