package unexportedhelperchain

import (
	"errors"
	"sync"
)

type Roster struct {
	mu    sync.Mutex
	names map[string]int
}

func (r *Roster) find(name string) (int, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n, ok := r.names[name]
	return n, ok
}

func (r *Roster) has(name string) bool {
	_, ok := r.find(name)
	return ok
}

func (r *Roster) Rename(from, to string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.has(to) { // want "r.mu"
		return errors.New("name is taken")
	}
	r.names[to] = r.names[from]
	delete(r.names, from)
	return nil
}
