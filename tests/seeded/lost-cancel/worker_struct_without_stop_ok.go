package poller

import (
	"context"
	"time"
)

type Poller struct {
	every  time.Duration
	cancel context.CancelFunc
	seen   int
}

func NewPoller(parent context.Context, every time.Duration, poll func(context.Context) int) *Poller {
	ctx, cancel := context.WithCancel(parent)
	p := &Poller{every: every, cancel: cancel}
	go func() {
		for ctx.Err() == nil {
			p.seen += poll(ctx)
			time.Sleep(p.every)
		}
	}()
	return p
}

func (p *Poller) Seen() int { return p.seen }

func (p *Poller) Stop() {
	p.cancel()
}
