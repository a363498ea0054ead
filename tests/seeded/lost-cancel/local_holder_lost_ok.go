package keepalive

import (
	"context"
	"errors"
	"time"
)

type beat struct {
	ctx  context.Context
	stop context.CancelFunc
	rate time.Duration
}

func (b *beat) run() {
	t := time.NewTicker(b.rate)
	defer t.Stop()
	for {
		select {
		case <-b.ctx.Done():
			return
		case <-t.C:
		}
	}
}

func (b *beat) Stop() { b.stop() }

func newBeat(parent context.Context, rate time.Duration) (*beat, error) {
	b := &beat{rate: rate}
	b.ctx, b.stop = context.WithCancel(parent)
	if rate <= 0 {
		b.stop()
		return nil, errors.New("rate must be positive")
	}
	go b.run()
	return b, nil
}
