package deferaftertimeout

import (
	"context"
	"log"
	"time"
)

type bucket interface {
	Create(ctx context.Context, name string) error
	Remove(ctx context.Context, name string) error
}

// Temp runs fn with a bucket that lives as long as fn.
func Temp(b bucket, name string, d time.Duration, fn func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	if err := b.Create(ctx, name); err != nil {
		return err
	}
	defer func() {
		rctx, rcancel := context.WithTimeout(context.WithoutCancel(ctx), d)
		defer rcancel()
		if err := b.Remove(rctx, name); err != nil {
			log.Print(err)
		}
	}()
	return fn(ctx)
}
