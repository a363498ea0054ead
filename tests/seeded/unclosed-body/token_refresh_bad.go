package oauthish

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"
)

type Source struct {
	mu      sync.Mutex
	token   string
	expires time.Time
	url     string
	id      string
}

func (s *Source) Token() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Now().Before(s.expires) {
		return s.token, nil
	}
	resp, err := http.PostForm(s.url, url.Values{"client_id": {s.id}}) // want "[Bb]ody"
	if err != nil {
		return "", err
	}
	var t struct {
		Access string `json:"access_token"`
		In     int    `json:"expires_in"`
	}
	switch resp.StatusCode {
	case http.StatusOK:
		err = json.NewDecoder(resp.Body).Decode(&t)
	case http.StatusUnauthorized:
		return "", errors.New("client is not known")
	default:
		err = errors.New("token: " + resp.Status)
	}
	resp.Body.Close()
	if err != nil {
		return "", err
	}
	s.token, s.expires = t.Access, time.Now().Add(time.Duration(t.In)*time.Second)
	return s.token, nil
}
