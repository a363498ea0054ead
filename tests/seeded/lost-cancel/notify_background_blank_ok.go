package boot2

import (
	"context"
	"os/signal"
	"syscall"
)

type daemon struct{ run func(context.Context) error }

func (d *daemon) Start(parent context.Context) error {
	ctx, stop := signal.NotifyContext(parent, syscall.SIGTERM)
	defer stop()
	return d.run(ctx)
}
