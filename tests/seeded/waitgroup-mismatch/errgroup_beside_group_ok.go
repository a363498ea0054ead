package errgroupbesidegroup

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

func Load(ctx context.Context, a, b func(context.Context) error, after func()) error {
	g, gctx := errgroup.WithContext(ctx)
	var wg sync.WaitGroup
	wg.Add(2)
	g.Go(func() error {
		defer wg.Done()
		return a(gctx)
	})
	g.Go(func() error {
		defer wg.Done()
		return b(gctx)
	})
	go func() {
		wg.Wait()
		after()
	}()
	return g.Wait()
}
