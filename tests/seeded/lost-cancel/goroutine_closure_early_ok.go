package bg

import (
	"context"
	"time"
)

type q interface {
	Pop(context.Context) (string, bool)
	Do(context.Context, string) error
}

func spawn(parent context.Context, work q, errs chan<- error) {
	go func() {
		for {
			ctx, cancel := context.WithTimeout(parent, time.Minute)
			item, ok := work.Pop(ctx)
			if !ok {
				cancel()
				return
			}
			if err := work.Do(ctx, item); err != nil {
				errs <- err
			}
			cancel()
		}
	}()
}
