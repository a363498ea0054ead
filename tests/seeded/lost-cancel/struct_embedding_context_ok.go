package session2

import (
	"context"
	"sync/atomic"
)

type Session struct {
	context.Context
	end  context.CancelFunc
	hits atomic.Int64
}

func Open(parent context.Context, check func(context.Context) error) (*Session, error) {
	ctx, end := context.WithCancel(parent)
	s := &Session{Context: ctx, end: end}
	if err := check(s); err != nil {
		s.end()
		return nil, err
	}
	s.hits.Add(1)
	return s, nil
}

func (s *Session) End() { s.end() }
