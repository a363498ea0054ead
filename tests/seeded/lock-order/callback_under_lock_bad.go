package callbackunderlock

import "sync"

type Watch struct {
	mu  sync.Mutex
	fns []func(string)
}

func (w *Watch) Notify(ev string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, fn := range w.fns {
		fn(ev)
	}
}

func (w *Watch) each(fn func(func(string))) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range w.fns {
		fn(f)
	}
}

type Model struct {
	mu    sync.Mutex
	w     *Watch
	last  string
	count int
}

func (m *Model) Set(v string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = v
	m.w.Notify(v) // or "mu"
}

func (m *Model) Listeners() int {
	n := 0
	m.w.each(func(func(string)) {
		m.mu.Lock() // want "mu"
		n++
		m.mu.Unlock()
	})
	return n
}
