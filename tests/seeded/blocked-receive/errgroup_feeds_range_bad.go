package errgroupfeedsrange

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// Squares squares the numbers in parallel.
func Squares(ctx context.Context, in []int) ([]int, error) {
	g, ctx := errgroup.WithContext(ctx)
	out := make(chan int)
	for _, n := range in {
		g.Go(func() error {
			select {
			case out <- n * n:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}
	go func() {
		if err := g.Wait(); err != nil {
			return
		}
		close(out)
	}()
	var all []int
	for n := range out { // want "out"
		all = append(all, n)
	}
	return all, g.Wait()
}
