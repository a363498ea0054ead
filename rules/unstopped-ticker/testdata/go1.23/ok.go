package ticks

import (
	"sync"
	"sync/atomic"
	"time"
)

func wait(ready func() bool) {
	t := time.NewTicker(time.Second) // ok: collected from 1.23 on
	for range t.C {
		if ready() {
			return
		}
	}
}

func tick(ready func() bool) {
	for range time.Tick(time.Second) { // ok: collected from 1.23 on
		if ready() {
			return
		}
	}
}

type sampler struct {
	once  sync.Once
	ended atomic.Bool
	paced *time.Ticker
	quit  chan struct{}
}

// One for the process.
func (s *sampler) once1(read func()) {
	s.once.Do(func() {
		t := time.NewTicker(time.Minute) // ok: once
		go func() {
			for range t.C {
				read()
			}
		}()
	})
}

func init() {
	go func() {
		for range time.Tick(time.Hour) { // ok: as long as the process
			println("still here")
		}
	}()
}

func (s *sampler) untilEnded(read func()) {
	t := time.NewTicker(time.Minute) // ok: the goroutine looks at a flag
	go func() {
		for range t.C {
			if s.ended.Load() {
				return
			}
			read()
		}
	}()
}

func (s *sampler) untilQuit(read func()) {
	s.paced = time.NewTicker(time.Minute) // ok
	go func() {
		for {
			select {
			case <-s.paced.C: // ok: quit ends the wait
				read()
			case <-s.quit:
				return
			}
		}
	}()
}

func (s *sampler) Close() {
	s.paced.Stop()
	close(s.quit)
}

// Who gets the ticker may stop it.
func handed(read func(), keep func(*time.Ticker)) {
	t := time.NewTicker(time.Minute) // ok: handed on
	keep(t)
	go func() {
		for range t.C {
			read()
		}
	}()
}

// Nobody starts this in a goroutine: the caller stays as long.
func stay(read func()) {
	t := time.NewTicker(time.Minute) // ok
	for range t.C {
		read()
	}
}
