package twice

import "sync"

// Given back before the callee takes it.
func (r *registry) inTurns(name string) int {
	r.mu.Lock()
	r.names[name]++
	r.mu.Unlock()
	return r.count() // ok: unlocked by then
}

// Only those paths that unlocked call it.
func (r *registry) oneWay(name string) int {
	r.mu.Lock()
	if _, ok := r.names[name]; !ok {
		r.mu.Unlock()
		return r.count() // ok
	}
	n := r.names[name]
	r.mu.Unlock()
	return n
}

// Another one of the same type.
func (r *registry) fromInner(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[name] = r.inner.count() // ok: the inner one's lock
}

func merge(a, b *registry) {
	a.mu.Lock()
	defer a.mu.Unlock()
	b.mu.Lock() // ok: two registries
	defer b.mu.Unlock()
	for name, n := range b.names {
		a.names[name] += n
	}
}

// Hand over hand: the name moves on while the lock is held.
func deepest(r *registry) int {
	r.mu.Lock()
	for r.inner != nil {
		next := r.inner
		next.mu.Lock() // ok
		r.mu.Unlock()
		r = next
	}
	n := len(r.names)
	r.mu.Unlock()
	return n
}

// The callee gives the lock back before it waits, and takes it again.
func (r *registry) pause(f func()) {
	r.mu.Unlock()
	f()
	r.mu.Lock()
}

func (r *registry) paused(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pause(f) // ok: a window without the lock
}

func (r *registry) window(name string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.names[name] == 0 {
		r.mu.Unlock()
		n := r.count() // ok: not held here
		r.mu.Lock()
		if n > 9 {
			break
		}
	}
	return r.names[name]
}

// The lock all, unlock all of a collection.
func lockAll(all []*registry, f func()) {
	for _, r := range all {
		r.mu.Lock() // ok: each its own
	}
	f()
	for _, r := range all {
		r.mu.Unlock()
	}
}

func pair(all []registry, i, j int, f func()) {
	all[i].mu.Lock()
	if i != j {
		all[j].mu.Lock() // ok
	}
	f()
	if i != j {
		all[j].mu.Unlock()
	}
	all[i].mu.Unlock()
}

func (r *registry) tried() int {
	if !r.mu.TryLock() {
		return r.count() // ok: it is not held
	}
	defer r.mu.Unlock()
	return len(r.names)
}

// The flag says that the lock is held.
func (r *registry) shrink(name string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.names, name)
	return r.size(false) // ok
}

func (r *registry) either(lock bool) int {
	if lock {
		r.mu.Lock()
		defer r.mu.Unlock()
	}
	return r.size(!lock) // ok: the other way round
}

func (r *registry) conditional(safe bool) int {
	if !safe {
		r.mu.Lock()
	}
	n := len(r.names)
	if !safe {
		r.mu.Unlock()
	}
	if safe {
		n = r.count() // ok
	}
	return n
}

// A goroutine does not hold what its launcher holds.
func (r *registry) later(done chan<- int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	go func() {
		done <- r.count() // ok
	}()
	go r.count() // ok
}

// A stored function runs some other time.
type hooks struct{ on []func() int }

func (r *registry) hook(h *hooks) {
	r.mu.Lock()
	defer r.mu.Unlock()
	h.on = append(h.on, func() int { return r.count() }) // ok
	h.on = append(h.on, r.count)                         // ok
}

// A deferred call that runs after the deferred Unlock.
func (r *registry) afterwards() {
	defer r.count() // ok: the Unlock below is deferred later and runs first
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names = nil
}

// Wait gives its lock back meanwhile.
type queue struct {
	mu    sync.Mutex
	ready *sync.Cond
	items []int
}

func newQueue() *queue {
	q := &queue{}
	q.ready = sync.NewCond(&q.mu)
	return q
}

func (q *queue) put(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, n)
	q.ready.Signal()
}

func (q *queue) get() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.ready.Wait() // ok
	}
	n := q.items[0]
	q.items = q.items[1:]
	return n
}

// The methods for those who hold it.
func (r *registry) countLocked() int { return len(r.names) }

func (r *registry) put(name string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[name]++
	return r.countLocked() // ok
}

// The place means another one by then.
func (r *registry) next(name string) {
	old := r.inner
	old.mu.Lock()
	r.inner = &registry{names: map[string]int{}}
	r.inner.mu.Lock() // ok: a new one
	r.inner.names[name] = len(old.names)
	r.inner.mu.Unlock()
	old.mu.Unlock()
}

// The same name in two types.
type shelf struct {
	board
	mu sync.Mutex
}

func (s *shelf) first() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at(0) // ok: the board's lock, not the shelf's
}

// A lock that is handed on, and taken by whoever comes next.
func (r *registry) begin() func() {
	r.mu.Lock()
	return func() { r.mu.Unlock() }
}

func (r *registry) inBegin() int {
	end := r.begin()
	n := len(r.names)
	end()
	return n + r.count() // ok: end unlocked
}

// A method with the name of a lock's, with an error.
type lease struct{ held bool }

func (l *lease) Lock() error { l.held = true; return nil }

func twice(l *lease) error {
	if err := l.Lock(); err != nil {
		return err
	}
	return l.Lock() // ok: not from sync
}

// The reader makes way for a writer and reads on: the deferred RLock is for the caller.
func (r *registry) fill() {
	r.rw.RUnlock()
	defer r.rw.RLock()
	r.rw.Lock()
	defer r.rw.Unlock()
	r.names = map[string]int{}
}

func (r *registry) filled() map[string]int {
	r.rw.RLock()
	defer r.rw.RUnlock()
	if r.names == nil {
		r.fill() // ok
	}
	return r.names
}

// The goroutine gives back what the function took.
func (r *registry) stream() <-chan string {
	r.mu.Lock()
	out := make(chan string)
	go func() {
		defer r.mu.Unlock()
		defer close(out)
		for name := range r.names {
			out <- name
		}
	}()
	return out
}

func (r *registry) listed() (all []string) {
	for name := range r.stream() {
		all = append(all, name)
	}
	if r.count() == 0 { // ok: the stream is over, and the lock free
		return nil
	}
	return all
}

type notifier struct{ Started func() }

// Whoever starts unlocks it: the second Lock waits for that.
func waitsForStart(n *notifier, run func()) {
	var started sync.Mutex
	started.Lock()
	n.Started = started.Unlock
	go run()
	started.Lock() // ok
	defer started.Unlock()
}
