package deadlineonlyifset

import (
	"context"
	"errors"
	"time"
)

type Req struct {
	Deadline time.Time
	Body     string
}

func Handle(ctx context.Context, q Req, do func(context.Context, string) error) error {
	if !q.Deadline.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, q.Deadline) // want "cancel"
		if q.Body == "" {
			cancel()
			return errors.New("empty")
		}
	}
	return do(ctx, q.Body)
}
