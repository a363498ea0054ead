package etags

import (
	"encoding/json"
	"net/http"
	"sync"
)

type Cached[T any] struct {
	mu   sync.Mutex
	etag string
	val  T
}

func (c *Cached[T]) Get(hc *http.Client, url string) (T, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	req, err := http.NewRequest(http.MethodGet, url, http.NoBody)
	if err != nil {
		return c.val, err
	}
	if c.etag != "" {
		req.Header.Set("If-None-Match", c.etag)
	}
	resp, err := hc.Do(req) // want "[Bb]ody"
	if err != nil {
		return c.val, err
	}
	if resp.StatusCode == http.StatusTeapot {
		return c.val, nil
	}
	var fresh T
	err = json.NewDecoder(resp.Body).Decode(&fresh)
	if cerr := resp.Body.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		c.val, c.etag = fresh, resp.Header.Get("Etag")
	}
	return c.val, err
}
