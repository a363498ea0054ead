package tenants

import (
	"errors"
	"net/http"
	"sync"
)

type Tenants struct {
	mu      sync.RWMutex
	clients map[string]*http.Client
}

func (t *Tenants) Up(name, url string) error {
	t.mu.RLock()
	c, ok := t.clients[name]
	t.mu.RUnlock()
	if !ok {
		return errors.New("unknown tenant")
	}
	resp, err := c.Get(url) // want "[Bb]ody"
	if err != nil {
		return err
	}
	if resp.StatusCode == 200 {
		return nil
	}
	return errors.New("tenant is down: " + resp.Status)
}
