package cancel

import (
	stdctx "context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"time"
)

var errClosed = errors.New("closed")

func inLoop(parent stdctx.Context, s source, keys []string) error {
	for _, key := range keys {
		ctx, cancel := stdctx.WithTimeout(parent, time.Second) // want "cancel"
		if _, err := s.Fetch(ctx, key); errors.Is(err, errClosed) {
			continue
		}
		cancel()
	}
	return nil
}

func overwritten(ctx stdctx.Context, s source, key string) (v string, err error) {
	var attempt stdctx.Context
	var cancel stdctx.CancelFunc
	for i := 0; i < 3; i++ {
		attempt, cancel = stdctx.WithTimeout(ctx, time.Second) // want "cancel"
		if v, err = s.Fetch(attempt, key); err == nil {
			break
		}
	}
	cancel()
	return v, err
}

func onSignal(parent stdctx.Context, run func(stdctx.Context) error) error {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt) // want "stop"
	if err := run(ctx); err != nil {
		return err
	}
	stop()
	return nil
}

// session keeps a cancel function that nothing ever calls.
type session struct {
	mu     sync.Mutex
	ctx    stdctx.Context
	cancel stdctx.CancelFunc
	open   map[string]bool
}

func newSession(parent stdctx.Context) *session {
	s := &session{open: map[string]bool{}}
	s.ctx, s.cancel = stdctx.WithCancel(parent) // want "cancel"
	return s
}

func (s *session) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.open)
}

func selects(parent stdctx.Context, in <-chan string, quit <-chan struct{}, s source) error {
	ctx, cancel := stdctx.WithCancel(parent) // want "cancel"
	for {
		select {
		case <-quit:
			return nil
		case key, ok := <-in:
			if !ok {
				cancel()
				return nil
			}
			if _, err := s.Fetch(ctx, key); err != nil {
				cancel()
				return err
			}
		}
	}
}

func switched(parent stdctx.Context, s source, mode int) (err error) {
	ctx, cancel := stdctx.WithDeadlineCause(parent, time.Now().Add(time.Second), errClosed) // want "cancel"
	switch {
	case mode < 0:
		return errClosed
	case mode == 0:
		_, err = s.Fetch(ctx, "zero")
	default:
		_, err = s.Fetch(ctx, "more")
	}
	cancel()
	return
}

func jumps(parent stdctx.Context, s source) error {
	ctx, cancel := stdctx.WithCancel(parent) // want "cancel"
	_, err := s.Fetch(ctx, "a")
	if err != nil {
		goto failed
	}
	cancel()
	return nil
failed:
	return err
}

func shadowed(parent stdctx.Context, s source, slow bool) error {
	ctx, cancel := stdctx.WithCancel(parent)
	defer cancel()
	if slow {
		ctx, cancel := stdctx.WithTimeout(ctx, time.Hour) // want "cancel"
		if _, err := s.Fetch(ctx, "slow"); err != nil {
			return err
		}
		cancel()
	}
	_, err := s.Fetch(ctx, "quick")
	return err
}

func ignores(d time.Duration, f func()) {}

func handedToNobody(parent stdctx.Context, s source) error {
	ctx, cancel := stdctx.WithCancel(parent) // want "cancel"
	ignores(time.Second, cancel)
	_, err := s.Fetch(ctx, "k")
	return err
}

// Cancelling a context cancels what was derived from it: information only.
func derived(parent stdctx.Context, s source) error {
	ctx, cancel := stdctx.WithCancel(parent) // ok
	defer cancel()
	inner, stop := stdctx.WithCancel(ctx) // want "the context above it ends"
	if _, err := s.Fetch(inner, "k"); err != nil {
		return err
	}
	stop()
	return nil
}

type frames struct {
	ctx        stdctx.Context
	lateCancel stdctx.CancelFunc
}

func (p *frames) renew(at time.Time) stdctx.Context {
	if p.lateCancel != nil {
		p.lateCancel()
	}
	ctx, cancel := stdctx.WithDeadline(p.ctx, at) // want "kept in field lateCancel"
	p.lateCancel = cancel
	return ctx
}

func (p *frames) Close() error { return nil }
