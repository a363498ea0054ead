package legacy

import (
	. "context"
	"time"
)

func limit(parent Context, fn func(Context) (int, error)) (int, error) {
	ctx, release := WithDeadline(parent, time.Now().Add(time.Second)) // want "release"
	n, err := fn(ctx)
	if err != nil {
		return 0, err
	}
	release()
	return n, nil
}
