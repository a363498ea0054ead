package twice

import (
	"errors"
	"sync"
)

type registry struct {
	mu    sync.Mutex
	rw    sync.RWMutex
	names map[string]int
	inner *registry
	once  sync.Once
}

var errUnknown = errors.New("unknown")

// Taken and given back twice, the second inside the first.
func (r *registry) replace(name string, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.names[name]; ok {
		r.mu.Lock() // want "r.mu is locked again"
		delete(r.names, name)
		r.mu.Unlock()
	}
	r.names[name] = n
}

func (r *registry) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.names)
}

// A method of the same value takes the lock, too.
func (r *registry) add(name string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[name]++
	return r.count() // want "r.mu is locked again by count"
}

// The callee calls one that locks.
func (r *registry) report() int { return r.count() * 2 }

func (r *registry) summary(name string) int {
	r.mu.Lock()
	n := r.names[name]
	if n == 0 {
		n = r.report() // want "r.mu is locked again by report"
	}
	r.mu.Unlock()
	return n
}

// From reading to writing: the writer waits for the reader, which is itself.
func (r *registry) ensure(name string) int {
	r.rw.RLock()
	defer r.rw.RUnlock()
	n, ok := r.names[name]
	if !ok {
		r.rw.Lock() // want "r.rw is locked again"
		r.names[name] = 1
		r.rw.Unlock()
	}
	return n
}

// Reading while writing.
func (r *registry) lookup(name string) (int, error) {
	r.rw.RLock()
	defer r.rw.RUnlock()
	n, ok := r.names[name]
	if !ok {
		return 0, errUnknown
	}
	return n, nil
}

func (r *registry) rename(from, to string) error {
	r.rw.Lock()
	defer r.rw.Unlock()
	n, err := r.lookup(from) // want "r.rw is locked again by lookup"
	if err != nil {
		return err
	}
	r.names[to] = n
	return nil
}

// A second reader waits behind a writer that came between.
func (r *registry) both(a, b string) int {
	r.rw.RLock()
	defer r.rw.RUnlock()
	n, _ := r.lookup(a) // want "a writer that waits between"
	return n
}

// A helper takes the lock and leaves it held.
func (r *registry) lock() { r.mu.Lock() }

func (r *registry) unlock() { r.mu.Unlock() }

func (r *registry) clear() {
	r.lock()
	defer r.unlock()
	if r.count() == 0 { // want "locked again by count"
		return
	}
	r.names = nil
}

// What is called under the lock is handed in.
func (r *registry) each(f func(string)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name := range r.names {
		f(name)
	}
}

func (r *registry) total() (n int) {
	r.each(func(string) { // want "locked again by each"
		n += r.count()
	})
	return n
}

// A parameter of the function, and a lock of one of its fields.
func drop(r *registry, name string) {
	r.inner.mu.Lock()
	defer r.inner.mu.Unlock()
	delete(r.inner.names, name)
	if r.inner.count() == 0 { // want "r.inner.mu is locked again by count"
		r.inner = nil
	}
}

// A flag that is passed says that the callee locks.
func (r *registry) size(lock bool) int {
	if lock {
		r.mu.Lock()
		defer r.mu.Unlock()
	}
	return len(r.names)
}

func (r *registry) grow(name string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[name] = 1
	return r.size(true) // want "locked again by size"
}

// Inside a closure that runs at once.
func (r *registry) lazily() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.once.Do(func() { // want "locked again by Do"
		if r.count() == 0 {
			r.names = map[string]int{}
		}
	})
}

var (
	tableMu sync.Mutex
	table   = map[string]int{}
)

func entry(name string) int {
	tableMu.Lock()
	defer tableMu.Unlock()
	return table[name]
}

func enter(name string) {
	tableMu.Lock()
	table[name] = entry(name) + 1 // want "tableMu is locked again by entry"
	tableMu.Unlock()
}

// An interface behind which the one stands that locks.
type listener interface{ changed() }

type feed struct{ to listener }

func newFeed(to listener, broken bool) *feed {
	f := &feed{to: to}
	if broken {
		f.to.changed()
	}
	return f
}

func (r *registry) changed() {
	r.mu.Lock()
	r.names["changed"]++
	r.mu.Unlock()
}

func (r *registry) subscribe(broken bool) *feed {
	r.mu.Lock()
	defer r.mu.Unlock()
	return newFeed(r, broken) // want "r.mu is locked again by newFeed"
}

// The embedded lock.
type board struct {
	sync.RWMutex
	cells []int
}

func (b *board) at(i int) int {
	b.RLock()
	defer b.RUnlock()
	return b.cells[i]
}

func (b *board) swap(i, j int) {
	b.Lock()
	defer b.Unlock()
	was := b.at(i) // want "b is locked again by at"
	b.cells[i], b.cells[j] = b.cells[j], was
}
