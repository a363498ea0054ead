package options

import (
	"context"
	"time"
)

type call struct {
	timeout time.Duration
	tags    []string
}

type Option func(*call)

func Invoke(ctx context.Context, f func(context.Context, []string) error, opts ...Option) error {
	c := call{timeout: -1}
	for _, o := range opts {
		o(&c)
	}
	if c.timeout >= 0 {
		var cancel func()
		ctx, cancel = context.WithTimeout(ctx, c.timeout) // want "cancel"
		if len(c.tags) == 0 {
			defer cancel()
		}
	}
	return f(ctx, c.tags)
}
