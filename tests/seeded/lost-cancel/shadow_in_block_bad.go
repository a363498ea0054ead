package nest

import (
	"context"
	"time"
)

func outer(ctx context.Context, long bool, f func(context.Context) error) error {
	var cancel context.CancelFunc = func() {}
	if long {
		ctx, cancel := context.WithTimeout(ctx, time.Hour) // want "cancel"
		if err := f(ctx); err != nil {
			return err
		}
		_ = cancel
	}
	defer cancel()
	return f(ctx)
}
