package keptreg

import "context"

type tb interface{ Cleanup(func()) }

type fixture struct {
	ctx  context.Context
	stop context.CancelFunc
}

func newFixture(t tb, parent context.Context, quick bool) *fixture {
	ctx, stop := context.WithCancel(parent) // want "stop"
	if !quick {
		t.Cleanup(stop)
	}
	return &fixture{ctx: ctx}
}
