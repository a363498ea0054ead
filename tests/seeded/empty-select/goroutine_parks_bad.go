package goroutineparks

import (
	"context"
	"sync"
)

type Sidecar struct {
	mu  sync.Mutex
	log []string
}

// Start keeps the sidecar alive in the background.
func (s *Sidecar) Start(ctx context.Context) {
	go func() {
		s.mu.Lock()
		s.log = append(s.log, "started")
		s.mu.Unlock()
		select {} // want "."
	}()
}
