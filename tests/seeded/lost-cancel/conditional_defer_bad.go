package only

import (
	"context"
	"time"
)

func call(parent context.Context, f func(context.Context) error) (err error) {
	ctx, cancel := context.WithTimeout(parent, time.Second) // want "cancel"
	defer func() {
		if err != nil {
			cancel()
		}
	}()
	return f(ctx)
}
