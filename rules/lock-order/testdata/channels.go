package order

import "sync"

// Workers that lock between two values.
type mill struct {
	mu    sync.Mutex
	grain chan int
	flour chan int
	quit  chan struct{}
	one   chan error
	sum   int
}

func newMill() *mill {
	return &mill{
		grain: make(chan int, 64),
		flour: make(chan int),
		quit:  make(chan struct{}),
		one:   make(chan error, 1),
	}
}

func (m *mill) open() {
	go m.grind(m.quit, m.grain)
	go func() {
		for {
			m.step()
		}
	}()
}

func (m *mill) grind(quit <-chan struct{}, grain <-chan int) {
	for {
		select {
		case <-quit:
			return
		case n := <-grain:
			m.add(n)
		}
	}
}

func (m *mill) add(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sum += n
}

func (m *mill) pour(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.grain <- n // want "waits for a receiver on mill.grain once the channel is full, and grind needs it"
}

func (m *mill) pourRight(n int) {
	m.mu.Lock()
	m.sum--
	m.mu.Unlock()
	m.grain <- n // ok
}

func (m *mill) pourOrLeave(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	select {
	case m.grain <- n: // ok: there is another way out
	case <-m.quit:
	}
}

// The loop stands in the caller of the receiver.
func (m *mill) step() {
	n := <-m.flour
	m.add(n)
}

func (m *mill) sell(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.deliver(n) // want "m.mu is held while this waits for a receiver on mill.flour"
}

func (m *mill) deliver(n int) {
	if n > 0 {
		m.flour <- n // ok: told where the lock is held
	}
}

func (m *mill) sellRight(n int) {
	m.add(-n)
	m.deliver(n) // ok: the lock is given back
}

// One result, with room for it.
func (m *mill) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.one <- err // ok: room for the one that comes
}

func (m *mill) failed() {
	for range m.one {
		m.add(0)
	}
}

// Who would send comes by only when it has the lock, which the receiver holds.
type bell struct {
	mu    sync.Mutex
	rings chan struct{}
	idle  bool
}

func newBell() *bell { return &bell{rings: make(chan struct{})} }

func (b *bell) sleep() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.idle {
		<-b.rings // want "b.mu is held while this waits for a value"
	}
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case b.rings <- struct{}{}: // ok: does not wait
	default:
	}
}

// Another one rings without the lock.
type gong struct {
	mu    sync.Mutex
	rings chan struct{}
}

func newGong() *gong { return &gong{rings: make(chan struct{})} }

func (g *gong) sleep() {
	g.mu.Lock()
	defer g.mu.Unlock()
	<-g.rings // ok: strike needs no lock
}

func (g *gong) ring() {
	g.mu.Lock()
	defer g.mu.Unlock()
	select {
	case g.rings <- struct{}{}:
	default:
	}
}

func (g *gong) strike(quit chan struct{}) {
	select {
	case g.rings <- struct{}{}:
	case <-quit:
	}
}

// One of two receivers needs no lock.
type pond struct {
	mu   sync.Mutex
	fish chan int
	n    int
}

func newPond() *pond { return &pond{fish: make(chan int)} }

func (p *pond) angler() {
	for range p.fish {
		p.mu.Lock()
		p.n++
		p.mu.Unlock()
	}
}

func (p *pond) heron(quit chan struct{}) {
	for {
		select {
		case <-p.fish:
		case <-quit:
			return
		}
	}
}

func (p *pond) put(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fish <- n // ok: the heron needs no lock
}

// The lock of one is held, the channel is another's.
type tree struct {
	mu     sync.Mutex
	leaves chan int
	child  *tree
}

func newTree(child *tree) *tree { return &tree{leaves: make(chan int), child: child} }

func (t *tree) rake() {
	for range t.leaves {
		t.mu.Lock()
		t.mu.Unlock()
	}
}

func (t *tree) shake(other *tree) {
	t.mu.Lock()
	defer t.mu.Unlock()
	other.leaves <- 1 // ok: the other tree has a lock of its own
}

const most = 100_000

type opener struct {
	mu     sync.Mutex
	wanted chan int
	open   int
}

func newOpener() *opener {
	o := &opener{wanted: make(chan int, most)}
	go o.run()
	return o
}

// More than anybody ever asks for.
func (o *opener) want(n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wanted <- n // ok
}

func (o *opener) run() {
	for n := range o.wanted {
		o.mu.Lock()
		o.open += n
		o.mu.Unlock()
	}
}
