package unlockwindowrelock

import "sync"

type Queue struct {
	mu      sync.Mutex
	pending []func() error
	running bool
}

// Drain runs what is pending; jobs may add more.
func (q *Queue) Drain() error {
	q.mu.Lock() // want "q.mu"
	if q.running {
		q.mu.Unlock()
		return nil
	}
	q.running = true
	for len(q.pending) > 0 {
		job := q.pending[0]
		q.pending = q.pending[1:]
		q.mu.Unlock()
		err := job()
		q.mu.Lock() // or "q.mu"
		if err != nil {
			q.running = false
			return err
		}
	}
	q.running = false
	q.mu.Unlock()
	return nil
}
