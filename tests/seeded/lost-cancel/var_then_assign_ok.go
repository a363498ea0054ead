package agent

import (
	"context"
	"time"
)

type Agent struct {
	timeout time.Duration
	poll    func(context.Context) (bool, error)
}

func (a *Agent) Step(ctx context.Context) (more bool, err error) {
	var (
		cancel context.CancelFunc
		c      = ctx
	)
	if a.timeout != 0 {
		c, cancel = context.WithTimeout(ctx, a.timeout)
	}
	more, err = a.poll(c)
	if cancel != nil {
		cancel()
	}
	return more, err
}
