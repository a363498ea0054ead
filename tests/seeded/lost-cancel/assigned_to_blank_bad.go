package jobs

import (
	"context"
	"time"
)

func deadline(parent context.Context, at time.Time, work func(context.Context)) {
	ctx, cancel := context.WithDeadline(parent, at) // want "cancel"
	_ = cancel
	work(ctx)
}
