package pull

import (
	"context"
	"errors"
)

type msg struct{ id int }

var errClosed = errors.New("closed")

func next(parent context.Context, in <-chan msg, ack func(context.Context, msg) error) error {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	select {
	case m, ok := <-in:
		if !ok {
			return errClosed
		}
		err := ack(ctx, m)
		cancel()
		return err
	case <-parent.Done():
		cancel()
		return parent.Err()
	}
}
