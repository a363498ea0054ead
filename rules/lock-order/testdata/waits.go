package order

import "sync"

type crew struct {
	mu    sync.Mutex
	wg    sync.WaitGroup
	jobs  chan int
	done  chan struct{}
	ready chan int
	sum   int
}

func newCrew() *crew {
	return &crew{jobs: make(chan int), done: make(chan struct{}), ready: make(chan int, 8)}
}

// The goroutines that are waited for want the lock.
func (c *crew) start() {
	c.wg.Add(1)
	go func() {
		defer c.wg.Done()
		c.mu.Lock()
		c.sum++
		c.mu.Unlock()
	}()
}

func (c *crew) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wg.Wait() // want "c.mu is held while this waits for goroutines"
}

func (c *crew) stopRight() {
	c.mu.Lock()
	c.sum = 0
	c.mu.Unlock()
	c.wg.Wait() // ok: not under the lock
}

// All in one function.
func gather(ns []int) (sum int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	mu.Lock()
	for _, n := range ns {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			sum += n
			mu.Unlock()
		}()
	}
	wg.Wait() // want "mu is held while this waits for goroutines"
	mu.Unlock()
	return sum
}

func gatherRight(ns []int) (sum int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, n := range ns {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			sum += n
			mu.Unlock()
		}()
	}
	wg.Wait() // ok
	mu.Lock()
	defer mu.Unlock()
	return sum
}

// Other goroutines, which do without the lock.
type silent struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *silent) start(work func()) {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		work()
	}()
}

func (s *silent) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait() // ok: nobody needs the lock
}

// A value is sent under the lock, and its only receiver takes the lock between two of them.
func (c *crew) work() {
	for n := range c.jobs {
		c.mu.Lock()
		c.sum += n
		c.mu.Unlock()
	}
}

func (c *crew) give(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.jobs <- n // want "c.mu is held while this waits for a receiver"
}

func (c *crew) giveRight(n int) {
	c.mu.Lock()
	c.sum--
	c.mu.Unlock()
	c.jobs <- n // ok
}

func (c *crew) giveOrNot(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case c.jobs <- n: // ok: does not wait
	default:
	}
}

// There is room for it, as long as it lasts.
func (c *crew) tell(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ready <- n // want "c.mu is held while this waits for a receiver on crew.ready once the channel is full"
}

func (c *crew) told() {
	for n := range c.ready {
		c.mu.Lock()
		c.sum += n
		c.mu.Unlock()
	}
}

// Who closes the channel takes the lock first.
func (c *crew) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.done)
}

func (c *crew) await() {
	c.mu.Lock()
	defer c.mu.Unlock()
	<-c.done // want "c.mu is held while this waits for a value"
}

func (c *crew) awaitRight() int {
	<-c.done // ok
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sum
}

// One of the senders does without the lock.
type mixed struct {
	mu  sync.Mutex
	out chan int
}

func (m *mixed) locked() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out <- 1 // ok: the receiver below holds another lock only
}

func (m *mixed) free() { m.out <- 2 }

func (m *mixed) take() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return <-m.out // ok: free can send
}

// Who comes in takes the lock before it is counted, and not again.
type door struct {
	mu     sync.RWMutex
	inside sync.WaitGroup
	shut   bool
}

func (d *door) enter(f func()) bool {
	d.mu.RLock()
	if d.shut {
		d.mu.RUnlock()
		return false
	}
	d.inside.Add(1)
	d.mu.RUnlock()
	defer d.inside.Done()
	f()
	return true
}

func (d *door) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shut = true
	d.inside.Wait() // ok: who is inside needs the lock no more
}

// Who comes in is counted first, and then wants the lock.
type gate struct {
	mu     sync.Mutex
	inside sync.WaitGroup
	opened bool
}

func (g *gate) enter() {
	g.inside.Add(1)
	defer g.inside.Done()
	g.open()
}

func (g *gate) open() {
	g.mu.Lock()
	g.opened = true
	g.mu.Unlock()
}

func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside.Wait() // want "g.mu is held while this waits for goroutines"
	g.opened = false
}

// A result that waits in the channel's room.
type promise struct {
	mu     sync.Mutex
	done   bool
	result chan int
}

func newPromise() *promise { return &promise{result: make(chan int, 1)} }

func (p *promise) keep(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = true
	p.result <- n // ok: it has room
}

func (p *promise) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done {
		<-p.result // ok: it was sent before
	}
}

// Who is counted holds the lock until it is counted out.
type outbox struct {
	mu      sync.Mutex
	writing sync.WaitGroup
	write   func([]byte) error
	open    bool
}

func (o *outbox) send(data []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.writing.Add(1)
	defer o.writing.Done()
	return o.write(data)
}

func (o *outbox) shut() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.writing.Wait() // ok
	o.open = false
}
