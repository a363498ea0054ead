package samefunctiontwice

import (
	"sync"
	"time"
)

type Lease struct {
	mu    sync.Mutex
	owner string
	until time.Time
}

func (l *Lease) Take(who string, d time.Duration) bool {
	l.mu.Lock()
	if l.owner != "" && time.Now().Before(l.until) {
		l.mu.Unlock()
		return false
	}
	l.owner = who
	l.mu.Unlock()
	d = d.Round(time.Second)
	l.mu.Lock()
	l.until = time.Now().Add(d)
	l.mu.Unlock()
	return true
}
