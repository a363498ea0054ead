package lockallunlockall

import (
	"errors"
	"sync"
)

type Part struct {
	mu sync.Mutex
	n  int
}

type Whole struct{ parts []*Part }

// Sum adds the parts up while none of them changes.
func (w *Whole) Sum(max int) (sum int, err error) {
	for _, p := range w.parts {
		p.mu.Lock()
	}
	for _, p := range w.parts {
		sum += p.n
	}
	for _, p := range w.parts {
		p.mu.Unlock()
	}
	if sum > max {
		return 0, errors.New("too much")
	}
	return sum, nil
}
