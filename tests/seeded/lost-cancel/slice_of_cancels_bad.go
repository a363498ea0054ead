package multi

import (
	"context"
	"errors"
)

type Group struct{ stops []context.CancelFunc }

func (g *Group) Go(parent context.Context, ready bool, f func(context.Context)) error {
	ctx, stop := context.WithCancel(parent) // want "stop"
	if !ready {
		return errors.New("not ready")
	}
	g.stops = append(g.stops, stop)
	go f(ctx)
	return nil
}

func (g *Group) Close() {
	for i := range g.stops {
		g.stops[i]()
	}
}
