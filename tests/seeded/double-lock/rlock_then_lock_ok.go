package rlockthenlock

import "sync"

type Index struct {
	mu   sync.RWMutex
	docs map[string]int
	next int
}

// ID returns the number of a name, a new one if need be.
func (x *Index) ID(name string) int {
	x.mu.RLock()
	id, ok := x.docs[name]
	x.mu.RUnlock()
	if ok {
		return id
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if id, ok := x.docs[name]; ok {
		return id
	}
	x.next++
	x.docs[name] = x.next
	return x.next
}
