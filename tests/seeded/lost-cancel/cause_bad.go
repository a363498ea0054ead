package batch

import (
	"context"
	"errors"
)

var errSlow = errors.New("too slow")

func all(parent context.Context, fns []func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(parent) // want "cancel"
	for _, fn := range fns {
		if err := fn(ctx); err != nil {
			cancel(err)
			return context.Cause(ctx)
		}
		if len(fns) > 100 {
			return errSlow
		}
	}
	cancel(nil)
	return nil
}
