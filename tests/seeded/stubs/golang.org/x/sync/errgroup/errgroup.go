// Package errgroup stands in for the real one, so that the corpus compiles without a download.
package errgroup

import (
	"context"
	"sync"
)

type Group struct {
	wg   sync.WaitGroup
	once sync.Once
	err  error
	stop context.CancelCauseFunc
}

func WithContext(parent context.Context) (*Group, context.Context) {
	ctx, stop := context.WithCancelCause(parent)
	return &Group{stop: stop}, ctx
}

func (g *Group) Go(f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if err := f(); err != nil {
			g.once.Do(func() {
				g.err = err
				if g.stop != nil {
					g.stop(err)
				}
			})
		}
	}()
}

func (g *Group) SetLimit(n int) {}

func (g *Group) Wait() error {
	g.wg.Wait()
	if g.stop != nil {
		g.stop(g.err)
	}
	return g.err
}
