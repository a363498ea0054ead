package migrate

import (
	"context"
	"errors"
	"time"
)

type db interface {
	Lock(ctx context.Context) (unlock func(), err error)
	Version(ctx context.Context) (int, error)
	Apply(ctx context.Context, v int) error
}

func Up(parent context.Context, d db, target int) (err error) {
	ctx, cancel := context.WithTimeout(parent, 15*time.Minute) // want "cancel"
	unlock, err := d.Lock(ctx)
	if err != nil {
		cancel()
		return err
	}
	defer unlock()
	v, err := d.Version(ctx)
	for ; err == nil && v < target; v++ {
		err = d.Apply(ctx, v+1)
	}
	if v > target {
		return errors.New("newer than wanted")
	}
	cancel()
	return err
}
