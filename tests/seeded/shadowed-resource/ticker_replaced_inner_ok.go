package tickerreplacedinner

import (
	"context"
	"log"
	"time"
)

type Beat struct{ slow, fast time.Duration }

func (b Beat) Run(ctx context.Context, hurry <-chan bool, fn func()) {
	t := time.NewTicker(b.slow)
	defer func() { t.Stop() }()
	for {
		select {
		case <-t.C:
			fn()
		case h := <-hurry:
			if h {
				t.Stop()
				t = time.NewTicker(b.fast)
				log.Print("hurry from ", <-t.C)
			}
		case <-ctx.Done():
			return
		}
	}
}
