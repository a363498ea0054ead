package cached

import (
	"net/http"
	"sync"
)

type Cache struct {
	mu   sync.RWMutex
	tags map[string]string
	get  func(string) (*http.Response, error)
}

func New(c *http.Client) *Cache {
	return &Cache{tags: map[string]string{}, get: c.Get}
}

func (c *Cache) Refresh(url string) error {
	resp, err := c.get(url) // want "[Bb]ody"
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.tags[url] = resp.Header.Get("Etag")
	c.mu.Unlock()
	return nil
}
