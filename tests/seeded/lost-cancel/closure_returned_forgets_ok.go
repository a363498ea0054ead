package deferreds

import (
	"context"
	"time"
)

type clock func() time.Time

func budget(parent context.Context, now clock, d time.Duration) (context.Context, func() time.Duration) {
	ctx, cancel := context.WithTimeout(parent, d)
	begin := now()
	done := func() time.Duration {
		cancel()
		return now().Sub(begin)
	}
	return ctx, done
}
