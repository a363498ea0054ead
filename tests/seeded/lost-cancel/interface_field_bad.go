package jobs2

import (
	"context"
	"io"
	"time"
)

type job struct {
	ctx    context.Context
	cancel context.CancelFunc
	name   string
}

func (j *job) Close() error {
	j.name = ""
	return nil
}

func start(parent context.Context, name string) io.Closer {
	ctx, cancel := context.WithTimeout(parent, time.Hour) // want "cancel"
	j := &job{ctx, cancel, name}
	go func() {
		<-j.ctx.Done()
	}()
	return j
}
