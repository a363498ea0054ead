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
		attempt, cancel = context.WithTimeout(ctx, 5*time.Second)
		ttl, err := k.Renew(attempt)
		if err != nil {
			cancel()
			return err
		}
		cancel()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(ttl / 2):
		}
	}
}
