package errgroupbesidegroup

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

func Load(ctx context.Context, a, b func(context.Context) error, after func()) error {
	g, gctx := errgroup.WithContext(ctx)
	var wg sync.WaitGroup
	wg.Add(2) // want "wg"
	g.Go(func() error {
		defer wg.Done()
		return a(gctx)
	})
	g.Go(func() error {
		if err := b(gctx); err != nil {
			return err
		}
		wg.Done()
		return nil
	})
	go func() {
		wg.Wait()
		after()
	}()
	return g.Wait()
}
