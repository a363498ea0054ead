package shards

import "golang.org/x/sync/errgroup"

type shard struct{ id int }

func (s *shard) compact() error { return nil }

func Compact(all []*shard) error {
	var g errgroup.Group
	var s *shard
	for _, s = range all {
		g.Go(func() error {
			return s.compact() // want "s"
		})
	}
	return g.Wait()
}
