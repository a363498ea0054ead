package afterinloop

import (
	"context"
	"time"
)

type Batcher struct {
	in    chan string
	flush func([]string)
	idle  time.Duration
}

func (b *Batcher) Run(ctx context.Context) {
	var buf []string
	t := time.NewTimer(b.idle)
	defer t.Stop()
	for {
		t.Reset(b.idle)
		select {
		case s := <-b.in:
			buf = append(buf, s)
		case <-t.C:
			b.flush(buf)
			buf = nil
		case <-ctx.Done():
			return
		}
	}
}
