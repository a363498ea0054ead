package boot2

import (
	"context"
	"os/signal"
	"syscall"
)

type daemon struct{ run func(context.Context) error }

func (d *daemon) Start(parent context.Context) error {
	ctx, _ := signal.NotifyContext(parent, syscall.SIGTERM) // want "stop|cancel|NotifyContext"
	return d.run(ctx)
}
