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
	for {
		select {
		case s := <-b.in:
			buf = append(buf, s)
		case <-time.After(b.idle): // want "After"
			b.flush(buf)
			buf = nil
		case <-ctx.Done():
			return
		}
	}
}
