package cancel

import (
	"context"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"time"
)

func deferred(parent context.Context, s source) error {
	ctx, cancel := context.WithTimeout(parent, time.Second) // ok
	defer cancel()
	_, err := s.Fetch(ctx, "k")
	return err
}

func everyPath(parent context.Context, s source) error {
	ctx, cancel := context.WithCancel(parent) // ok
	if _, err := s.Fetch(ctx, "k"); err != nil {
		cancel()
		return err
	}
	cancel()
	return nil
}

func inClosure(parent context.Context, s source) error {
	ctx, cancel := context.WithCancel(parent) // ok
	defer func() {
		log.Print("done")
		cancel()
	}()
	_, err := s.Fetch(ctx, "k")
	return err
}

func returned(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent) // ok: the caller's
	return context.WithValue(ctx, key{}, 1), cancel
}

type key struct{}

func returnedInClosure(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(parent) // ok
	return ctx, func() {
		log.Print("stop")
		cancel()
	}
}

type cleaner interface{ Cleanup(func()) }

func registered(t cleaner, parent context.Context) context.Context {
	ctx, cancel := context.WithCancel(parent) // ok: registered
	t.Cleanup(cancel)
	return ctx
}

func afterFunc(parent context.Context, d time.Duration) context.Context {
	ctx, cancel := context.WithCancel(parent) // ok: the timer calls it
	time.AfterFunc(d, cancel)
	return ctx
}

func goroutine(parent context.Context, s source, done chan<- error) {
	ctx, cancel := context.WithTimeout(parent, time.Second) // ok: the goroutine's
	go func() {
		defer cancel()
		_, err := s.Fetch(ctx, "k")
		done <- err
	}()
}

type worker struct {
	stop    context.CancelFunc
	stopped chan struct{}
}

func start(parent context.Context, run func(context.Context)) *worker {
	ctx, cancel := context.WithCancel(parent) // ok: Stop calls it
	w := &worker{stop: cancel, stopped: make(chan struct{})}
	go func() {
		defer close(w.stopped)
		run(ctx)
	}()
	return w
}

func (w *worker) Stop() {
	w.stop()
	<-w.stopped
}

type registry struct{ running map[string]context.CancelFunc }

func (r *registry) add(parent context.Context, name string) context.Context {
	if old, ok := r.running[name]; ok {
		old()
	}
	ctx, cancel := context.WithCancel(parent) // ok: kept in a map
	r.running[name] = cancel
	return ctx
}

func conditional(ctx context.Context, s source, limit time.Duration) error {
	var cancel context.CancelFunc
	if limit > 0 {
		ctx, cancel = context.WithTimeout(ctx, limit) // ok: the same condition guards the call
	}
	_, err := s.Fetch(ctx, "k")
	if cancel != nil {
		cancel()
	}
	return err
}

func noop(ctx context.Context, s source, limit time.Duration) error {
	cancel := func() {}
	if limit > 0 {
		ctx, cancel = context.WithTimeout(ctx, limit) // ok: one call for both
	}
	defer cancel()
	_, err := s.Fetch(ctx, "k")
	return err
}

func exits(parent context.Context, s source) {
	ctx, cancel := context.WithCancel(parent) // ok: Fatal ends the process
	if _, err := s.Fetch(ctx, "k"); err != nil {
		log.Fatal(err)
	}
	cancel()
}

func panics(parent context.Context, s source) string {
	ctx, cancel := context.WithCancel(parent) // ok: a panic is no quiet exit
	v, err := s.Fetch(ctx, "k")
	if err != nil {
		panic(err)
	}
	cancel()
	return v
}

func perIteration(parent context.Context, s source, keys []string) error {
	for _, k := range keys {
		err := func() error {
			ctx, cancel := context.WithTimeout(parent, time.Second) // ok
			defer cancel()
			_, err := s.Fetch(ctx, k)
			return err
		}()
		if err != nil {
			return err
		}
	}
	return nil
}

func inBoth(parent context.Context, s source, keys []string) {
	for _, k := range keys {
		ctx, cancel := context.WithTimeout(parent, time.Second) // ok
		if _, err := s.Fetch(ctx, k); err != nil {
			cancel()
			continue
		}
		cancel()
	}
}

func signals(run func(context.Context) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt) // ok
	defer stop()
	return run(ctx)
}

// namesake has a WithCancel of its own.
type namesake struct{}

func (namesake) WithCancel(n int) (int, func()) { return n, func() {} }

func other(context namesake) int {
	n, cancel := context.WithCancel(1) // ok: not the package
	_ = cancel
	return n
}

func command(parent context.Context) *exec.Cmd {
	ctx, cancel := context.WithTimeout(parent, time.Minute) // ok: passed on to whoever ends the command
	cmd := exec.CommandContext(ctx, "true")
	cmd.Cancel = func() error {
		cancel()
		return cmd.Process.Kill()
	}
	return cmd
}

// The goroutine waits for the context to end and releases what is left of it.
func untilSignal(parent context.Context) context.Context {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt) // ok: stopped when the context ends
	go func() {
		<-ctx.Done()
		log.Print("stopping")
		stop()
	}()
	return ctx
}

type lease struct {
	name   string
	cancel context.CancelFunc
}

func (l *lease) end() { l.cancel() }

func leased(parent context.Context, s source) (release func(), err error) {
	ctx, cancel := context.WithCancel(parent) // ok: the method value takes the lease along
	l := &lease{cancel: cancel}
	if _, err := s.Fetch(ctx, "lease"); err != nil {
		cancel()
		return nil, err
	}
	return l.end, nil
}

type proxy struct {
	ctx  context.Context
	quit context.CancelFunc
	up   bool
}

func (p *proxy) Stop() { p.up = false }

func runProxy(parent context.Context, s source) error {
	p := &proxy{up: true}
	p.ctx, p.quit = context.WithCancel(parent) // ok: called here, whatever Stop does
	defer p.quit()
	_, err := s.Fetch(p.ctx, "proxy")
	return err
}

type reader struct{ cancel context.CancelFunc }

func (r *reader) Close() { r.cancel() }

// The named result is set by every return, also where := seems to make another one.
func opened(s source) (r *reader, err error) {
	ctx, cancel := context.WithCancel(context.Background()) // ok: kept, or cancelled for an error
	defer func() {
		if err != nil {
			cancel()
		}
	}()
	r = &reader{cancel: cancel}
	first, err := s.Fetch(ctx, "head")
	if err != nil {
		return nil, err
	}
	if _, err := s.Fetch(ctx, first); err != nil {
		return nil, err
	}
	return r, nil
}

func begin(parent context.Context, limit time.Duration) (context.Context, context.CancelFunc, bool) {
	if limit <= 0 {
		return nil, nil, false
	}
	ctx, cancel := context.WithTimeout(parent, limit) // ok: the caller's
	return ctx, cancel, true
}

// Without the flag there is nothing to release.
func flagged(parent context.Context, s source, limit time.Duration) error {
	ctx, cancel, ok := begin(parent, limit) // ok
	if !ok {
		return nil
	}
	defer cancel()
	_, err := s.Fetch(ctx, "k")
	return err
}

type contexts struct{ cancels []context.CancelFunc }

func (c *contexts) push(ctx context.Context, cancel context.CancelFunc) context.Context {
	c.cancels = append(c.cancels, cancel)
	return ctx
}

// All results are handed on at once.
func pushed(c *contexts, parent context.Context) context.Context {
	return c.push(context.WithCancel(parent)) // ok
}

type hooked struct {
	ctx    context.Context
	cancel context.CancelFunc
	call   func() error
}

// The method value in the other field takes the struct along, not the cancel function alone.
func newHooked(parent context.Context) *hooked {
	ctx, cancel := context.WithCancel(parent) // ok
	h := &hooked{ctx: ctx, cancel: cancel}
	h.call = h.plain
	return h
}

func (h *hooked) plain() error { return h.ctx.Err() }

func (h *hooked) run() error { return h.call() }

func (h *hooked) Close() { h.cancel() }

func wrapped(err error) error { return err }

// Every return of an error sets the result that the deferred closure asks for, also by a call that wraps one.
func cleansUp(parent context.Context, s source, keys []string) (err error) {
	ctx, cancel := context.WithCancel(parent) // ok
	defer func() {
		if err != nil {
			cancel()
		}
	}()
	for _, key := range keys {
		if _, err := s.Fetch(ctx, key); err != nil {
			return wrapped(err)
		}
	}
	if _, err = s.Fetch(ctx, "last"); err != nil {
		err = wrapped(err)
		return err
	}
	go func() {
		<-parent.Done()
		cancel()
	}()
	return nil
}

type common struct{ cancel context.CancelFunc }

func (c *common) stop() { c.cancel() }

type outer struct {
	*common
	name string
}

// The struct that holds it is embedded in another.
func newOuter(parent context.Context) *outer {
	_, cancel := context.WithCancel(parent) // ok
	c := &common{cancel: cancel}
	return &outer{common: c, name: "outer"}
}

type packets struct {
	ctx        context.Context
	stop       context.CancelFunc
	readCancel context.CancelFunc
}

func newPackets() *packets {
	p := &packets{}
	p.ctx, p.stop = context.WithCancel(context.Background())
	return p
}

func (p *packets) setDeadline(at time.Time) context.Context {
	if p.readCancel != nil {
		p.readCancel()
	}
	ctx, cancel := context.WithDeadline(p.ctx, at)
	p.readCancel = cancel // ok: Close ends the context above it
	return ctx
}

func (p *packets) Close() error {
	p.stop()
	return nil
}
