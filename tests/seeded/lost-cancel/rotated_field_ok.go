package rotate

import (
	"context"
	"sync"
	"time"
)

type Session struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
}

// Renew ends the old period and begins the next one.
func (s *Session) Renew(parent context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel != nil {
		s.cancel()
	}
	s.ctx, s.cancel = context.WithTimeout(parent, time.Hour)
}

func (s *Session) Context() context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ctx
}

func (s *Session) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
}
