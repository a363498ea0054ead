package resource

import (
	"context"
	"testing"
	"time"
)

type feed struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func newFeed(ctx context.Context) *feed {
	f := &feed{}
	f.ctx, f.cancel = context.WithCancel(ctx)
	return f
}

func (f *feed) Close() error {
	f.cancel()
	return nil
}

type clock struct{ t *time.Ticker }

func newClock() *clock {
	c := &clock{t: time.NewTicker(time.Second)}
	go c.run()
	return c
}

func (c *clock) run() {
	for range c.t.C {
	}
}

func (c *clock) Close() error {
	c.t.Stop()
	return nil
}

func TestFeed(t *testing.T) {
	f := newFeed(context.Background()) // ok: nothing but a context
	if f.ctx.Err() != nil {
		t.Fatal("over")
	}
}

func TestClock(t *testing.T) {
	c := newClock() // want "c from newClock is not closed"
	if c.t == nil {
		t.Fatal("no ticker")
	}
}
