package duplex

import (
	"context"
	"io"
)

func Copy(parent context.Context, a, b io.ReadWriter, pump func(context.Context, io.Writer, io.Reader) error) error {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	errs := make(chan error, 2)
	go func() { errs <- pump(ctx, a, b) }()
	go func() { errs <- pump(ctx, b, a) }()
	first := <-errs
	if first == io.EOF {
		return nil
	}
	cancel()
	<-errs
	return first
}
