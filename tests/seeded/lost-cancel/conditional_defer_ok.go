package only

import (
	"context"
	"time"
)

func call(parent context.Context, f func(context.Context) error) (err error) {
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer func() {
		if err != nil {
			println(err.Error())
		}
		cancel()
	}()
	return f(ctx)
}
