package waits

import (
	"context"
)

func Until(parent context.Context, stop <-chan struct{}) context.Context {
	ctx, cancel := context.WithCancel(parent)
	go func(done func()) {
		<-stop
		done()
	}(cancel)
	return ctx
}
