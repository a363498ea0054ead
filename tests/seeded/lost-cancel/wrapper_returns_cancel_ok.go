package deadline

import (
	"context"
	"time"
)

func withBudget(parent context.Context, spent time.Duration) (context.Context, context.CancelFunc) {
	left := 10*time.Second - spent
	if left < time.Second {
		left = time.Second
	}
	return context.WithTimeout(parent, left)
}

type Store struct{ query func(context.Context) error }

func (s *Store) Sync(parent context.Context, spent time.Duration) error {
	ctx, cancel := withBudget(parent, spent)
	if err := s.query(ctx); err != nil {
		cancel()
		return err
	}
	cancel()
	return nil
}
