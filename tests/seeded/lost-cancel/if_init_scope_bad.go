package scope

import (
	"context"
	"time"
)

type op func(context.Context) error

func maybe(ctx context.Context, d time.Duration, do op) error {
	if d > 0 {
		if c, cancel := context.WithTimeout(ctx, d); c.Err() == nil { // want "cancel"
			if err := do(c); err != nil {
				return err
			}
			cancel()
		} else {
			cancel()
		}
	}
	return do(ctx)
}
