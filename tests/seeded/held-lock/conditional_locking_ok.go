package conditionallocking

import "sync"

type Cache struct {
	mu     sync.Mutex
	shared bool
	items  map[int]string
}

func (c *Cache) Get(id int, load func(int) (string, error)) (string, error) {
	if c.shared {
		c.mu.Lock()
	}
	v, ok := c.items[id]
	if !ok {
		var err error
		if v, err = load(id); err != nil {
			if c.shared {
				c.mu.Unlock()
			}
			return "", err
		}
		c.items[id] = v
	}
	if c.shared {
		c.mu.Unlock()
	}
	return v, nil
}
