package nest

import (
	"context"
	"time"
)

func outer(ctx context.Context, long bool, f func(context.Context) error) error {
	var cancel context.CancelFunc = func() {}
	if long {
		ctx, cancel = context.WithTimeout(ctx, time.Hour)
	}
	defer cancel()
	return f(ctx)
}
