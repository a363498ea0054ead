package ticks

import (
	"sync"
	"time"
)

func (s *sampler) stopped(quit <-chan struct{}) {
	t := time.NewTicker(s.every) // ok
	defer t.Stop()
	for {
		select {
		case <-t.C:
			s.read()
		case <-quit:
			return
		}
	}
}

func (s *sampler) everyPath(quit <-chan struct{}) error {
	t := time.NewTicker(s.every) // ok
	for {
		select {
		case <-t.C:
			if _, err := s.read(); err != nil {
				t.Stop()
				return err
			}
		case <-quit:
			t.Stop()
			return nil
		}
	}
}

// Without an exit the ticker lives as long as the loop that needs it.
func (s *sampler) forever() {
	t := time.NewTicker(s.every) // ok: the loop never ends
	for range t.C {
		s.read()
	}
}

func (s *sampler) foreverTick() {
	for range time.Tick(s.every) { // ok: the loop never ends
		s.read()
	}
}

type clock struct {
	mu sync.Mutex
	t  *time.Ticker
}

func newClock(d time.Duration) *clock {
	return &clock{t: time.NewTicker(d)} // ok: Close stops it
}

func (c *clock) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t.Stop()
}

func returned(d time.Duration) *time.Ticker {
	return time.NewTicker(d) // ok: the caller's
}

func inClosure(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTicker(d) // ok
	return t.C, func() { t.Stop() }
}

// fake is what tests use in place of the time package.
type fake struct{}

func (fake) NewTicker(d time.Duration) *fake { return &fake{} }

func namesake(time fake) *fake {
	t := time.NewTicker(1) // ok: not the package
	return t
}
