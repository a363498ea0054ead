package callbackunderlock

import "sync"

type Watch struct {
	mu  sync.Mutex
	fns []func(string)
}

func (w *Watch) Notify(ev string) {
	w.mu.Lock()
	fns := append([]func(string){}, w.fns...)
	w.mu.Unlock()
	for _, fn := range fns {
		fn(ev)
	}
}

func (w *Watch) each(fn func(func(string))) {
	w.mu.Lock()
	fns := append([]func(string){}, w.fns...)
	w.mu.Unlock()
	for _, f := range fns {
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
	m.w.Notify(v)
}

func (m *Model) Listeners() int {
	n := 0
	m.w.each(func(func(string)) {
		m.mu.Lock()
		n++
		m.mu.Unlock()
	})
	return n
}
