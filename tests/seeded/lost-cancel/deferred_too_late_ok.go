package late

import (
	"context"
	"time"
)

type repo interface {
	Lock(ctx context.Context) error
	Pull(ctx context.Context) error
}

func update(parent context.Context, r repo) error {
	ctx, cancel := context.WithTimeout(parent, time.Minute)
	defer cancel()
	if err := r.Lock(ctx); err != nil {
		return err
	}
	return r.Pull(ctx)
}
