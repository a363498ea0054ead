package waits

import (
	"context"
)

func Until(parent context.Context, stop <-chan struct{}) context.Context {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	go func(done func()) {
		<-stop
		println("stopped")
	}(cancel)
	return ctx
}
