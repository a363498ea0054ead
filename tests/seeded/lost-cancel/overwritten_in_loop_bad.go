package lease

import (
	"context"
	"time"
)

type keeper interface {
	Renew(context.Context) (time.Duration, error)
}

func keep(ctx context.Context, k keeper) error {
	var cancel context.CancelFunc
	var attempt context.Context
	for {
		attempt, cancel = context.WithTimeout(ctx, 5*time.Second) // want "cancel"
		ttl, err := k.Renew(attempt)
		if err != nil {
			cancel()
			return err
		}
		select {
		case <-ctx.Done():
			cancel()
			return ctx.Err()
		case <-time.After(ttl / 2):
		}
	}
}
