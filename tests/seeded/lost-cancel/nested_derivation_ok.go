package chain

import (
	"context"
	"time"
)

func run(parent context.Context, f func(context.Context) error) error {
	outer, drop := context.WithCancel(parent)
	defer drop()
	ctx, cancel := context.WithTimeout(outer, time.Second)
	defer cancel()
	return f(ctx)
}
