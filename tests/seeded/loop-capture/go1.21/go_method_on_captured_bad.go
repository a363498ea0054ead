package hubs

import "golang.org/x/sync/errgroup"

type peer struct{ addr string }

func (p peer) sync() error { return nil }

func Sync(peers []peer) error {
	eg := new(errgroup.Group)
	for i := range peers {
		p := &peers
		eg.Go(func() error { return (*p)[i].sync() }) // want "i"
	}
	return eg.Wait()
}
