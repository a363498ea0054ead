package rwmutexupgrademiss

import (
	"sync"
	"time"
)

type Zones struct {
	mu    sync.RWMutex
	byKey map[string]*time.Location
}

func (z *Zones) Load(key string) (*time.Location, error) {
	z.mu.RLock()
	loc, ok := z.byKey[key]
	z.mu.RUnlock()
	if ok {
		return loc, nil
	}
	z.mu.Lock() // want "z.mu"
	loc, err := time.LoadLocation(key)
	if err != nil {
		return nil, err
	}
	z.byKey[key] = loc
	z.mu.Unlock()
	return loc, nil
}
