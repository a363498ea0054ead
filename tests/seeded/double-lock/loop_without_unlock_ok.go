package loopwithoutunlock

import "sync"

type Backlog struct {
	mu    sync.Mutex
	items []string
}

// Retry tries each item until it is taken.
func (b *Backlog) Retry(try func(string) error) (left int) {
	for i := 0; i < 3; i++ {
		b.mu.Lock()
		var keep []string
		for _, it := range b.items {
			if try(it) != nil {
				keep = append(keep, it)
			}
		}
		b.items = keep
		b.mu.Unlock()
		if len(keep) == 0 {
			return 0
		}
	}
	b.mu.Lock()
	left = len(b.items)
	b.mu.Unlock()
	return left
}
