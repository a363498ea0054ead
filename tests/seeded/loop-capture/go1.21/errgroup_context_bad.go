package gather

import (
	"context"

	"golang.org/x/sync/errgroup"
)

type Source interface {
	Rows(context.Context) ([]string, error)
}

func Gather(ctx context.Context, sources map[string]Source) (map[string][]string, error) {
	g, ctx := errgroup.WithContext(ctx)
	out := make(chan map[string][]string, len(sources))
	for name, src := range sources {
		g.Go(func() error {
			rows, err := src.Rows(ctx) // want "src"
			if err != nil {
				return err
			}
			out <- map[string][]string{"rows": rows}
			return nil
		})
		_ = name
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	close(out)
	all := map[string][]string{}
	for m := range out {
		for k, v := range m {
			all[k] = v
		}
	}
	return all, nil
}
