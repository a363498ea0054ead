package debounce

import (
	"context"
	"time"
)

type saver interface{ Save(context.Context) }

func debounce(parent context.Context, in, quit <-chan struct{}, s saver) {
	var stop context.CancelFunc
	for {
		select {
		case _, ok := <-in:
			if stop != nil {
				stop()
			}
			if !ok {
				return
			}
			var ctx context.Context
			ctx, stop = context.WithTimeout(parent, time.Second) // want "stop"
			go s.Save(ctx)
		case <-quit:
			return
		}
	}
}
