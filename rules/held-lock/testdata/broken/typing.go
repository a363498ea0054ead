package broken

import "sync"

type box struct {
	mu sync.Mutex
	n  int
}

func (b *box) healthy() int {
	b.mu.Lock() // want "mu"
	if b.n < 0 {
		return 0
	}
	b.mu.Unlock()
	return b.n
}

func (b *box) typing() int {
	b.mu.Lock() // ok: unlocked, whatever will stand below
	defer b.mu.Unlock()
	if b.n < {
		return 0
	}
	return b.n
}
