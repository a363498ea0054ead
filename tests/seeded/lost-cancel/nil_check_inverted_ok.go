package optional

import (
	"context"
	"time"
)

func call(ctx context.Context, limit *time.Duration, f func(context.Context) error) error {
	cancel := context.CancelFunc(nil)
	if limit != nil {
		ctx, cancel = context.WithTimeout(ctx, *limit)
	}
	err := f(ctx)
	if cancel == nil {
		return err
	}
	cancel()
	return err
}
