package legacy

import (
	"time"

	"golang.org/x/net/context"
)

type caller interface {
	Call(ctx context.Context, method string) error
}

func twice(ctx context.Context, c caller) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if err := c.Call(ctx, "prepare"); err != nil {
		return err
	}
	err := c.Call(ctx, "commit")
	return err
}
