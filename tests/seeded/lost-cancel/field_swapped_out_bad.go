package reload

import (
	"context"
	"sync"
)

type Reloader struct {
	mu   sync.Mutex
	stop context.CancelFunc
	run  func(context.Context)
}

func (r *Reloader) Reload(parent context.Context) {
	ctx, stop := context.WithCancel(parent) // want "stop"
	r.mu.Lock()
	old := r.stop
	r.stop = stop
	r.mu.Unlock()
	if old != nil {
		old()
	}
	go r.run(ctx)
}

func (r *Reloader) Close() {
	r.mu.Lock()
	r.run = nil
	r.mu.Unlock()
}
