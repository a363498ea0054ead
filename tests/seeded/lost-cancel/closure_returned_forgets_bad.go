package deferreds

import (
	"context"
	"time"
)

type clock func() time.Time

func budget(parent context.Context, now clock, d time.Duration) (context.Context, func() time.Duration) {
	ctx, cancel := context.WithTimeout(parent, d) // want "cancel"
	begin := now()
	done := func() time.Duration {
		_ = cancel
		return now().Sub(begin)
	}
	return ctx, done
}
