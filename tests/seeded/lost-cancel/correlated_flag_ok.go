package opt

import (
	"context"
	"time"
)

type options struct {
	timeout time.Duration
	dry     bool
}

func apply(ctx context.Context, o options, do func(context.Context) error) (err error) {
	limited := o.timeout > 0
	var stop context.CancelFunc
	if limited {
		ctx, stop = context.WithTimeout(ctx, o.timeout)
	}
	if !o.dry {
		err = do(ctx)
	}
	if limited {
		stop()
	}
	return err
}
