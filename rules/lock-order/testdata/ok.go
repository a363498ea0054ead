package order

import (
	"sort"
	"sync"
)

// Always in the same order.
type outer struct {
	mu    sync.Mutex
	inner *inner
}

type inner struct {
	mu    sync.RWMutex
	outer *outer
	n     int
}

func (o *outer) both() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.inner.mu.Lock() // ok
	defer o.inner.mu.Unlock()
	return o.inner.n
}

func (o *outer) again() {
	o.mu.Lock()
	o.inner.mu.Lock() // ok
	o.inner.n++
	o.inner.mu.Unlock()
	o.mu.Unlock()
}

// One after the other is no order.
func (i *inner) inTurn() {
	i.mu.Lock()
	n := i.n
	i.mu.Unlock()
	i.outer.mu.Lock() // ok: the inner one is free by then
	defer i.outer.mu.Unlock()
	if n > 9 {
		i.outer.inner = nil
	}
}

// The lock is given back meanwhile.
func (i *inner) window() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.mu.Unlock()
	i.outer.mu.Lock() // ok
	i.outer.mu.Unlock()
	i.mu.Lock()
}

// A goroutine does not hold what its launcher holds.
func (i *inner) later() {
	i.mu.Lock()
	defer i.mu.Unlock()
	go func() {
		i.outer.mu.Lock() // ok
		defer i.outer.mu.Unlock()
	}()
}

// A stored function runs some other time.
type calls struct{ todo []func() }

func (i *inner) queued(c *calls) {
	i.mu.Lock()
	defer i.mu.Unlock()
	c.todo = append(c.todo, func() {
		i.outer.mu.Lock() // ok
		i.outer.mu.Unlock()
	})
}

// Both only read.
type left struct {
	mu    sync.RWMutex
	right *right
}

type right struct {
	mu   sync.RWMutex
	left *left
}

func (l *left) read() {
	l.mu.RLock()
	defer l.mu.RUnlock()
	l.right.mu.RLock() // ok
	defer l.right.mu.RUnlock()
}

func (r *right) read() {
	r.mu.RLock()
	defer r.mu.RUnlock()
	r.left.mu.RLock() // ok: readers do not wait for each other
	defer r.left.mu.RUnlock()
}

// A gate: who wants both holds a third one.
type hall struct {
	gate sync.Mutex
	a    chamber
	b    cellar
}

type chamber struct{ mu sync.Mutex }

type cellar struct{ mu sync.Mutex }

func (h *hall) up() {
	h.gate.Lock()
	defer h.gate.Unlock()
	h.b.mu.Lock()
	defer h.b.mu.Unlock()
	h.a.mu.Lock() // ok: under the gate
	defer h.a.mu.Unlock()
}

func (h *hall) down() {
	h.gate.Lock()
	defer h.gate.Unlock()
	h.downLocked()
}

func (h *hall) downLocked() {
	h.a.mu.Lock()
	defer h.a.mu.Unlock()
	h.b.mu.Lock() // ok: all callers hold the gate
	defer h.b.mu.Unlock()
}

// Parents and children of one type, whose order the tree gives.
type node struct {
	mu       sync.Mutex
	parent   *node
	children []*node
	n        int
}

func (n *node) sum() (sum int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, child := range n.children {
		child.mu.Lock() // ok: another one of the same type
		sum += child.n
		child.mu.Unlock()
	}
	return sum
}

func (n *node) report() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.parent.mu.Lock() // ok: as above
	n.parent.n++
	n.parent.mu.Unlock()
}

// Two of the same type, each with a lock of its own and one in a part.
type drawer struct {
	mu  sync.Mutex
	box *box
}

type box struct{ mu sync.Mutex }

func (d *drawer) open() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.box.mu.Lock() // ok
	defer d.box.mu.Unlock()
}

func pour(from, to *drawer) {
	from.box.mu.Lock()
	defer from.box.mu.Unlock()
	to.mu.Lock() // ok: not the drawer that the box is in
	defer to.mu.Unlock()
}

// What was made here is nobody else's yet.
func nested() *outer {
	o := &outer{inner: &inner{}}
	o.inner.mu.Lock()
	defer o.inner.mu.Unlock()
	o.mu.Lock() // ok
	defer o.mu.Unlock()
	return o
}

// Elements in the order of their places.
func (s *stripes) ordered(a, b, n int) {
	if a > b {
		a, b = b, a
	}
	s.locks[a].Lock()
	defer s.locks[a].Unlock()
	if a != b {
		s.locks[b].Lock() // ok: the lower one first
		defer s.locks[b].Unlock()
	}
	s.sums[a] -= n
	s.sums[b] += n
}

func (s *stripes) sorted(all []int) {
	sort.Ints(all)
	for _, i := range all {
		s.locks[i].Lock() // ok
	}
	for _, i := range all {
		s.locks[i].Unlock()
	}
}

func (s *stripes) all() (sum int) {
	for i := range s.locks {
		s.locks[i].Lock() // ok: all, from the first to the last
		defer s.locks[i].Unlock()
		sum += s.sums[i]
	}
	return sum
}

// TryLock does not wait.
func (i *inner) tried() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if !i.outer.mu.TryLock() { // ok
		return false
	}
	defer i.outer.mu.Unlock()
	return i.n > 0
}

type desk struct {
	mu      sync.Mutex
	order   *slip
	waiting chan func()
	cancels chan *slip
}

type slip struct {
	mu sync.Mutex
	n  int
}

func open() *desk {
	d := &desk{waiting: make(chan func()), cancels: make(chan *slip)}
	go d.handle()
	return d
}

// One goroutine does both, one after the other.
func (d *desk) handle() {
	for {
		select {
		case s := <-d.cancels:
			d.cancel(s)
		case do := <-d.waiting:
			do()
			d.fill(d.order)
		}
	}
}

// cancel empties a slip.
func (d *desk) cancel(s *slip) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s.mu.Lock() // ok
	s.n = 0
	s.mu.Unlock()
}

// fill follows on cancel.
func (d *desk) fill(s *slip) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d.mu.Lock() // ok
	d.order = nil
	d.mu.Unlock()
}
