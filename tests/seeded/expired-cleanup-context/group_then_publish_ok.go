package groupthenpublish

import (
	"context"

	"golang.org/x/sync/errgroup"
)

type Index struct {
	build   func(ctx context.Context, shard int) error
	publish func(ctx context.Context, shards int) error
}

// Rebuild builds all shards at once and publishes them together.
func (x *Index) Rebuild(parent context.Context, shards int) error {
	g, shared := errgroup.WithContext(parent)
	for i := 0; i < shards; i++ {
		g.Go(func() error { return x.build(shared, i) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return x.publish(parent, shards)
}
