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
	go func() {
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case now := <-t.C:
				c.sweep(now)
			case <-c.stop:
				return
			}
		}
	}()
}
