package replacedwithoutstop

import (
	"context"
	"time"
)

type Pacer struct {
	every time.Duration
	fast  bool
}

func (p *Pacer) Run(ctx context.Context, step func() bool) {
	t := time.NewTicker(p.every)
	defer func() { t.Stop() }()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if !step() && !p.fast {
				p.fast = true
				t.Stop()
				t = time.NewTicker(p.every / 10)
			}
		}
	}
}
