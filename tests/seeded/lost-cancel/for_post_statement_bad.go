package backoff

import (
	"context"
	"time"
)

func try(parent context.Context, d time.Duration, f func(context.Context) bool) bool {
	for ctx, cancel := context.WithTimeout(parent, d); ; ctx, cancel = context.WithTimeout(parent, d) { // want "cancel"
		if f(ctx) {
			return true
		}
		if parent.Err() != nil {
			cancel()
			return false
		}
	}
}
