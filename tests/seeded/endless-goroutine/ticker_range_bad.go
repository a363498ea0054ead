package tickerrange

import (
	"sync"
	"time"
)

type Cache struct {
	mu    sync.Mutex
	items map[string]time.Time
	stop  chan struct{}
}

func (c *Cache) sweep(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, t := range c.items {
		if t.Before(now) {
			delete(c.items, k)
		}
	}
}

func (c *Cache) StartSweeper(every time.Duration) {
	go func() { // want "."
		t := time.NewTicker(every)
		defer t.Stop()
		for now := range t.C { // or "."
			c.sweep(now)
		}
	}()
}
