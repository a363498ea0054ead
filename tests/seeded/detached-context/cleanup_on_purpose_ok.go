package cleanuponpurpose

import (
	"context"
	"errors"
	"time"
)

type lock interface {
	Take(ctx context.Context) error
	Free(ctx context.Context) error
}

func With(ctx context.Context, l lock, do func(context.Context) error) (err error) {
	if err := l.Take(ctx); err != nil {
		return err
	}
	defer func() {
		fctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		err = errors.Join(err, l.Free(fctx))
	}()
	return do(ctx)
}
