package auth

import (
	"net/http"
	"sync"
)

// Transport renews the token once when the server says 401.
type Transport struct {
	Next  http.RoundTripper
	Renew func() (string, error)

	mu    sync.Mutex
	token string
}

func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	r := req.Clone(req.Context())
	t.mu.Lock()
	r.Header.Set("Authorization", t.token)
	t.mu.Unlock()
	resp, err := t.Next.RoundTrip(r) // want "[Bb]ody"
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		return resp, err
	}
	tok, err := t.Renew()
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	t.token = tok
	t.mu.Unlock()
	r = req.Clone(req.Context())
	r.Header.Set("Authorization", tok)
	return t.Next.RoundTrip(r)
}
