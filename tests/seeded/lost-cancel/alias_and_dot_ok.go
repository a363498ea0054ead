package legacy

import (
	. "context"
	"time"
)

func limit(parent Context, fn func(Context) (int, error)) (int, error) {
	ctx, release := WithDeadline(parent, time.Now().Add(time.Second))
	n, err := fn(ctx)
	if err != nil {
		n = 0
	}
	release()
	return n, err
}
