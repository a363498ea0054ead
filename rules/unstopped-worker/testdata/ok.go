package workers

import "time"

func exportAndStop(names []string, write func(string) error, flush func()) error {
	f := newFlusher(flush)
	f.Start() // ok: stopped when this returns
	defer f.Stop()
	for _, name := range names {
		if err := write(name); err != nil {
			return err
		}
	}
	return nil
}

type app struct {
	flush *flusher
	pool  *pool
}

func newApp(flush func()) *app {
	a := &app{flush: newFlusher(flush), pool: newPool(2)} // ok: Close closes it
	a.flush.Start()                                       // ok: Close stops it
	return a
}

func (a *app) Close() {
	a.flush.Stop()
	a.pool.Close()
}

func started(flush func()) *flusher {
	f := newFlusher(flush)
	f.Start() // ok: the caller stops it
	return f
}

type stopwatch struct{ from time.Time }

func (s *stopwatch) Start() { s.from = time.Now() }

func (s *stopwatch) Stop() {}

func measured(work func()) time.Time {
	s := &stopwatch{}
	s.Start() // ok: nothing runs
	work()
	return s.from
}
