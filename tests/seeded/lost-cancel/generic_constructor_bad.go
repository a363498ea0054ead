package generic

import (
	"context"
	"errors"
)

type Actor[M any] struct {
	inbox  chan M
	cancel context.CancelFunc
}

func (a *Actor[M]) Stop() { a.cancel() }

func Spawn[M any](parent context.Context, size int, handle func(context.Context, M)) (*Actor[M], error) {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	if size < 0 {
		return nil, errors.New("negative size")
	}
	a := &Actor[M]{make(chan M, size), cancel}
	go func() {
		for {
			select {
			case m := <-a.inbox:
				handle(ctx, m)
			case <-ctx.Done():
				return
			}
		}
	}()
	return a, nil
}
