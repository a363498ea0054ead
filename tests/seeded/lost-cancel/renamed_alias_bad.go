package renames

import (
	"context"
	"time"
)

func run(parent context.Context, f func(context.Context) (bool, error)) error {
	ctx, cancel := context.WithTimeout(parent, time.Second) // want "cancel"
	stop := cancel
	again, err := f(ctx)
	if err != nil {
		stop()
		return err
	}
	if again {
		_, err = f(ctx)
		return err
	}
	stop()
	return nil
}
