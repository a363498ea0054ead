package cancelinif

import (
	"context"
	"time"
)

func Fetch(ctx context.Context, limit time.Duration, get func(context.Context) error) error {
	cancel := func() {}
	if limit > 0 {
		ctx, cancel = context.WithTimeout(ctx, limit)
	}
	defer cancel()
	return get(ctx)
}
