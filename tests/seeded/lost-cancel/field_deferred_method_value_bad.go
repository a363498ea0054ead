package runner

import (
	"context"
	"time"
)

type Runner struct {
	limit  time.Duration
	cancel context.CancelFunc
}

func (r *Runner) Run(parent context.Context, f func(context.Context) error) error {
	var ctx context.Context
	ctx, r.cancel = context.WithTimeout(parent, r.limit) // want "cancel"
	return f(ctx)
}

func (r *Runner) Limit() time.Duration { return r.limit }
