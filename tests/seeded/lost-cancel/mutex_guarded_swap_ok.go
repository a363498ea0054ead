package swap2

import (
	"context"
	"sync"
)

type search struct {
	mu   sync.Mutex
	prev context.CancelFunc
	do   func(context.Context, string)
}

// Type starts a search for what was typed and ends the one before.
func (s *search) Type(parent context.Context, text string) {
	ctx, cancel := context.WithCancel(parent)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.prev != nil {
		s.prev()
		s.prev = nil
	}
	if text == "" {
		cancel()
		return
	}
	s.prev = cancel
	go s.do(ctx, text)
}

func (s *search) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.prev != nil {
		s.prev()
	}
}
