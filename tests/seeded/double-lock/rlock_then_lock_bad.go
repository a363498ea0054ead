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
	if ok {
		x.mu.RUnlock()
		return id
	}
	x.mu.Lock() // want "x.mu"
	defer x.mu.Unlock()
	x.next++
	x.docs[name] = x.next
	x.mu.RUnlock()
	return x.next
}
