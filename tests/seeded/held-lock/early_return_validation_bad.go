package earlyreturnvalidation

import (
	"errors"
	"sync"
)

type Registry struct {
	mu    sync.Mutex
	nodes map[string]string
}

var errTaken = errors.New("name is taken")

func (r *Registry) Add(name, addr string) error {
	if name == "" {
		return errors.New("empty name")
	}
	r.mu.Lock() // want "r.mu"
	if _, ok := r.nodes[name]; ok {
		return errTaken
	}
	r.nodes[name] = addr
	r.mu.Unlock()
	return nil
}

func (r *Registry) Remove(name string) {
	r.mu.Lock()
	delete(r.nodes, name)
	r.mu.Unlock()
}
