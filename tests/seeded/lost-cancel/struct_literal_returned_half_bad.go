package txn

import (
	"context"
	"errors"
)

type Tx struct {
	ctx    context.Context
	rollbk context.CancelFunc
	ops    int
}

func (t *Tx) Rollback() { t.rollbk() }

func Begin(parent context.Context, open func(context.Context) error) (*Tx, error) {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	tx := &Tx{ctx: ctx, rollbk: cancel}
	if err := open(ctx); err != nil {
		return nil, errors.Join(errors.New("begin"), err)
	}
	return tx, nil
}
