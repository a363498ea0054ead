package ticking

import (
	"context"
	"time"
)

type ticker struct {
	cancel func()
	every  time.Duration
}

func (t *ticker) start(parent context.Context, f func(context.Context)) {
	ctx, cancel := context.WithCancelCause(parent)
	t.cancel = func() { cancel(nil) }
	go func() {
		for ctx.Err() == nil {
			f(ctx)
			time.Sleep(t.every)
		}
	}()
}

func (t *ticker) Stop() { t.cancel() }
