package leaserenewererror

import (
	"context"
	"fmt"
	"time"
)

type Renewer struct {
	every  time.Duration
	renew  func(context.Context) error
	cancel context.CancelFunc
}

func (r *Renewer) Begin(parent context.Context) error {
	ctx, cancel := context.WithCancel(parent)
	if err := r.renew(ctx); err != nil {
		cancel()
		return fmt.Errorf("first renewal: %w", err)
	}
	r.cancel = cancel
	go func() {
		t := time.NewTicker(r.every)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				if r.renew(ctx) != nil {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return nil
}

func (r *Renewer) End() { r.cancel() }
