package chain

import (
	"context"
	"time"
)

func run(parent context.Context, f func(context.Context) error) error {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	ctx, cancel = context.WithTimeout(ctx, time.Second)
	defer cancel()
	return f(ctx)
}
