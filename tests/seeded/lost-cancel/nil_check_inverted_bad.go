package optional

import (
	"context"
	"time"
)

func call(ctx context.Context, limit *time.Duration, f func(context.Context) error) error {
	cancel := context.CancelFunc(nil)
	if limit != nil {
		ctx, cancel = context.WithTimeout(ctx, *limit) // want "cancel"
	}
	err := f(ctx)
	if cancel == nil {
		return err
	}
	if err == nil {
		cancel()
	}
	return err
}
