package proto

import (
	"context"
	"errors"
	"io"
)

func handshake(parent context.Context, rw io.ReadWriter, greet func(context.Context, io.ReadWriter) (byte, error)) (err error) {
	ctx, cancel := context.WithCancel(parent)
	v, err := greet(ctx, rw)
	if err != nil {
		goto fail
	}
	if v != 1 {
		err = errors.New("bad version")
		goto fail
	}
	cancel()
	return nil
fail:
	cancel()
	rw.Write([]byte{0xff})
	return err
}
