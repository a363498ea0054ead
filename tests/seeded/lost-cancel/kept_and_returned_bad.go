package both

import (
	"context"
	"errors"
)

type fakeWatch struct {
	stop func()
	seen int
}

func (w *fakeWatch) Seen() int { return w.seen }

func setUp(parent context.Context) (*fakeWatch, context.Context, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(parent) // want "cancel"
	w := &fakeWatch{
		stop: func() { cancel(errors.New("stopped")) },
	}
	return w, ctx, func(error) {}
}
