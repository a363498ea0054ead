package eg

import (
	"context"

	"golang.org/x/sync/errgroup"
)

func Sum(parent context.Context, parts []func(context.Context) (int, error)) (int, error) {
	g, ctx := errgroup.WithContext(parent)
	vals := make(chan int)
	for _, p := range parts {
		g.Go(func() error {
			v, err := p(ctx)
			if err != nil {
				return err
			}
			vals <- v // want "vals"
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return 0, err
	}
	close(vals)
	total := 0
	for v := range vals {
		total += v
	}
	return total, nil
}
