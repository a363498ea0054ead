package convert

import (
	"context"
	"fmt"
	"time"
)

func run(parent context.Context, job any) (string, error) {
	ctx, cancel := context.WithTimeoutCause(parent, time.Second, fmt.Errorf("job too slow")) // want "cancel"
	switch j := job.(type) {
	case func(context.Context) string:
		s := j(ctx)
		cancel()
		return s, nil
	case fmt.Stringer:
		return j.String(), nil
	default:
		cancel()
		return "", fmt.Errorf("unknown job %T", job)
	}
}
