package errgroupold

import (
	"context"
	"fmt"
	"log"

	"golang.org/x/sync/errgroup"
)

type Site struct{ Host string }

func Probe(ctx context.Context, sites []Site, ping func(context.Context, string) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for i, s := range sites {
		log.Printf("%d of %d", i+1, len(sites))
		s := s
		g.Go(func() error {
			if err := ping(ctx, s.Host); err != nil {
				return fmt.Errorf("ping: %w", err)
			}
			return nil
		})
	}
	return g.Wait()
}
