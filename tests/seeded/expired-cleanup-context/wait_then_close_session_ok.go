package waitthenclosesession

import (
	"context"
	"sync"
)

type session interface {
	Serve(ctx context.Context)
	Close(ctx context.Context) error
}

func Host(parent context.Context, s session, quit <-chan struct{}) error {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		s.Serve(ctx)
	}()
	<-quit
	cancel()
	wg.Wait()
	return s.Close(parent)
}
