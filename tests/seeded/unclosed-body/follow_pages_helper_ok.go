package pager

import (
	"encoding/json"
	"net/http"
)

type Pager struct {
	next string
	c    *http.Client
}

func (p *Pager) fetch() (*http.Response, error) {
	if p.next == "" {
		return nil, nil
	}
	return p.c.Get(p.next)
}

func (p *Pager) Page(v any) (bool, error) {
	resp, err := p.fetch()
	if err != nil || resp == nil {
		return false, err
	}
	defer resp.Body.Close()
	p.next = resp.Header.Get("X-Next")
	if err := json.NewDecoder(resp.Body).Decode(v); err != nil {
		return false, err
	}
	return p.next != "", nil
}
