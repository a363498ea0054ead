package github

import (
	"encoding/json"
	"net/http"
	"net/url"
)

type api struct{ c *http.Client }

func (a *api) send(req *http.Request) (resp *http.Response, err error) {
	req.Header.Set("Accept", "application/json")
	resp, err = a.c.Do(req)
	return
}

func (a *api) get(path string, q url.Values) (*http.Response, error) {
	req, err := http.NewRequest("GET", "https://api.example/"+path+"?"+q.Encode(), nil)
	if err != nil {
		return nil, err
	}
	resp, err := a.send(req)
	if err != nil {
		return nil, err
	}
	return resp, nil
}

func (a *api) Stars(repo string) (n int, err error) {
	resp, err := a.get("repos/"+repo, nil) // want "[Bb]ody"
	if err != nil {
		return 0, err
	}
	var out struct {
		Stars int `json:"stargazers_count"`
	}
	err = json.NewDecoder(resp.Body).Decode(&out)
	return out.Stars, err
}
