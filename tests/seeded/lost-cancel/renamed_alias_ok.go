package renames

import (
	"context"
	"time"
)

func run(parent context.Context, f func(context.Context) (bool, error)) error {
	ctx, cancel := context.WithTimeout(parent, time.Second)
	stop := cancel
	again, err := f(ctx)
	if err != nil {
		stop()
		return err
	}
	if again {
		_, err = f(ctx)
		stop()
		return err
	}
	stop()
	return nil
}
