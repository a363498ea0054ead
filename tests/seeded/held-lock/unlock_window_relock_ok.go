package unlockwindowrelock

import "sync"

type Queue struct {
	mu      sync.Mutex
	pending []func() error
	running bool
}

// Drain runs what is pending; jobs may add more.
func (q *Queue) Drain() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.running {
		return nil
	}
	q.running = true
	for len(q.pending) > 0 {
		job := q.pending[0]
		q.pending = q.pending[1:]
		q.mu.Unlock()
		err := job()
		q.mu.Lock()
		if err != nil {
			q.running = false
			return err
		}
	}
	q.running = false
	return nil
}
