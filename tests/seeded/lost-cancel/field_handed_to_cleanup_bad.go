package suite

import (
	"context"
	"errors"
)

type cleaner interface{ Cleanup(func()) }

type env struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func setUp(t cleaner, dial func(context.Context) error) (*env, error) {
	e := &env{}
	e.ctx, e.cancel = context.WithCancel(context.Background()) // want "cancel"
	if err := dial(e.ctx); err != nil {
		return nil, errors.Join(errors.New("set up"), err)
	}
	t.Cleanup(e.cancel)
	return e, nil
}
