package vault

import (
	"encoding/json"
	"net/http"
)

// Doer is implemented by *http.Client and by the tests' fake.
type Doer interface {
	Do(req *http.Request) (*http.Response, error)
}

type Secrets struct {
	doer Doer
	addr string
}

func (s Secrets) Get(path string) (map[string]string, error) {
	req, err := http.NewRequest(http.MethodGet, s.addr+"/v1/"+path, nil)
	if err != nil {
		return nil, err
	}
	resp, err := s.doer.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var doc struct {
		Data map[string]string `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&doc); err != nil {
		return nil, err
	}
	return doc.Data, nil
}
