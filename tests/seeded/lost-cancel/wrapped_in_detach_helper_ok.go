package wrappedindetachhelper

import (
	"context"
	"log"
	"time"
)

// detach returns a context that keeps the values and has a deadline of its own.
func detach(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), d)
}

type Audit struct {
	write func(context.Context, string) error
}

func (a *Audit) Done(ctx context.Context, what string) {
	actx, cancel := detach(ctx, time.Second)
	defer cancel()
	if err := a.write(actx, what); err != nil {
		log.Print(err)
	}
}
