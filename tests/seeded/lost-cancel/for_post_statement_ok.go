package backoff

import (
	"context"
	"time"
)

func try(parent context.Context, d time.Duration, f func(context.Context) bool) bool {
	for ctx, cancel := context.WithTimeout(parent, d); ; ctx, cancel = context.WithTimeout(parent, d) {
		ok := f(ctx)
		cancel()
		if ok || parent.Err() != nil {
			return ok
		}
	}
}
