package scoped

import (
	"context"
	"errors"
	"time"
)

type lookup func(context.Context, string) (string, error)

type Scoped struct {
	ttl   time.Duration
	local map[string]string
	find  lookup
}

func (s *Scoped) Get(ctx context.Context, key string) (val string, err error) {
	if v, ok := s.local[key]; ok {
		return v, nil
	}
	ctx, cancel := context.WithDeadline(ctx, time.Now().Add(s.ttl)) // want "cancel"
	val, err = s.find(ctx, key)
	if errors.Is(err, context.DeadlineExceeded) {
		return "", nil
	}
	if err != nil {
		cancel()
		return "", err
	}
	s.local[key] = val
	cancel()
	return val, nil
}
