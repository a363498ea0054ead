package jobs

import (
	"context"
	"time"
)

func deadline(parent context.Context, at time.Time, work func(context.Context)) {
	ctx, cancel := context.WithDeadline(parent, at)
	defer cancel()
	work(ctx)
}
