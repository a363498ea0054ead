package watchdog

import (
	"context"
	"sync"
	"time"
)

type Watchdog struct {
	mu     sync.Mutex
	stop   context.CancelFunc
	closed bool
	alarm  func()
}

// Pat keeps the dog quiet for another d.
func (w *Watchdog) Pat(parent context.Context, d time.Duration) {
	ctx, stop := context.WithTimeout(parent, d) // want "stop"
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	if w.stop != nil {
		w.stop()
	}
	w.stop = stop
	go func() {
		<-ctx.Done()
		if ctx.Err() == context.DeadlineExceeded {
			w.alarm()
		}
	}()
}

func (w *Watchdog) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	if w.stop != nil {
		w.stop()
	}
}
