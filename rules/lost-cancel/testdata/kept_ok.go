package cancel

import (
	"context"
	"sync"
)

type guard struct {
	mu      sync.Mutex
	next    int
	cancels map[int]context.CancelFunc
	closed  bool
}

// The guard keeps what it makes, and ends it when it closes.
func (g *guard) derive(ctx context.Context, alone bool) (context.Context, context.CancelFunc) {
	g.mu.Lock()
	defer g.mu.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	if alone {
		return ctx, cancel
	}
	if g.closed {
		cancel()
		return ctx, cancel
	}
	cancel = g.keep(cancel)
	return ctx, cancel
}

func (g *guard) keep(cancel context.CancelFunc) context.CancelFunc {
	g.next++
	id := g.next
	g.cancels[id] = cancel
	return func() {
		delete(g.cancels, id)
		cancel()
	}
}

func (g *guard) Close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	for _, cancel := range g.cancels {
		cancel()
	}
}

func underGuard(ctx context.Context, g *guard, work func(context.Context)) {
	ctx, _ = g.derive(ctx, false) // ok: the guard ends it
	go work(ctx)
}

// One that keeps nothing leaves it to its caller.
func merelyDerived(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	return ctx, cancel
}

func underNobody(ctx context.Context, work func(context.Context)) {
	ctx, _ = merelyDerived(ctx) // want "is discarded"
	go work(ctx)
}

type link struct {
	ready context.Context
	told  context.CancelFunc
	gone  context.CancelCauseFunc
	work  chan string
}

func newLink(parent context.Context) *link {
	l := &link{work: make(chan string)}
	l.ready, l.told = context.WithCancel(context.Background()) // ok: told with the first write
	_, l.gone = context.WithCancelCause(parent)                // ok: its loop ends it
	go l.loop()
	return l
}

func (l *link) Write(text string) {
	l.work <- text
	l.told()
}

func (l *link) loop() (err error) {
	defer func() { l.gone(err) }()
	for range l.work {
	}
	return nil
}

func (l *link) Close() error {
	<-l.ready.Done()
	close(l.work)
	return nil
}

type watch struct {
	stop context.CancelFunc
}

// It ends the last one only to begin another, which nothing ends.
func (w *watch) Restart(ctx context.Context, work func(context.Context)) {
	if w.stop != nil {
		w.stop()
	}
	ctx, w.stop = context.WithCancel(ctx) // want "kept in field stop"
	go work(ctx)
}

func (w *watch) Close() {}
