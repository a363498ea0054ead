package ownercheck

import (
	"context"
	"errors"
	"time"
)

var errNotOwner = errors.New("no longer the owner")

func whileOwner(parent context.Context, owns func() bool, work func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(parent) // want "cancel"
	done := make(chan struct{})
	defer close(done)
	go func() {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for {
			if !owns() {
				cancel(errNotOwner)
				return
			}
			select {
			case <-t.C:
			case <-done:
				return
			}
		}
	}()
	return work(ctx)
}
