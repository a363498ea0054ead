package sends

import (
	"context"
	"sync"
)

// Others receive through a method: ok.
type feed struct {
	items chan int
	quit  chan struct{}
}

func (f *feed) Items() <-chan int { return f.items }

func (f *feed) run(next func() int) {
	for {
		select {
		case <-f.quit:
			return
		default:
			f.items <- next() // ok
		}
	}
}

func newFeed(next func() int) *feed {
	f := &feed{items: make(chan int), quit: make(chan struct{})}
	go f.run(next)
	return f
}

// The channel comes from elsewhere: ok.
type relay struct{ out chan<- int }

func newRelay(out chan<- int) *relay { return &relay{out} }

func NewRelay(out chan<- int) *relay { return newRelay(out) }

func (r *relay) Send(v int) {
	go func() { r.out <- v }() // ok
}

// The sender has a way out of its own: ok.
type pool struct {
	jobs chan func()
	stop chan struct{}
}

func (p *pool) loop() {
	for {
		select {
		case job := <-p.jobs:
			job()
		case <-p.stop:
			return
		}
	}
}

func (p *pool) Later(job func()) {
	go func() {
		select {
		case p.jobs <- job: // ok
		case <-p.stop:
		}
	}()
}

func startPool() *pool {
	p := &pool{jobs: make(chan func()), stop: make(chan struct{})}
	go p.loop()
	return p
}

// Stop waits for the senders before it tells the receiver to end: ok.
type joined struct {
	values chan int
	stop   chan struct{}
	wg     sync.WaitGroup
}

func (j *joined) loop(use func(int)) {
	for {
		select {
		case v := <-j.values:
			use(v)
		case <-j.stop:
			return
		}
	}
}

func (j *joined) Add(v int) {
	j.wg.Add(1)
	go func() {
		defer j.wg.Done()
		j.values <- v // ok
	}()
}

func (j *joined) Stop() {
	j.wg.Wait()
	close(j.stop)
}

func newJoined(use func(int)) *joined {
	j := &joined{values: make(chan int), stop: make(chan struct{})}
	go j.loop(use)
	return j
}

// The receiver drains until the channel is closed: ok.
type drainer struct{ lines chan string }

func (d *drainer) loop(use func(string)) {
	for line := range d.lines {
		use(line)
	}
}

func (d *drainer) Write(line string) {
	go func() { d.lines <- line }() // ok
}

func newDrainer(use func(string)) *drainer {
	d := &drainer{lines: make(chan string)}
	go d.loop(use)
	return d
}

// Leaving depends on what was received: ok.
type stepper struct{ steps chan int }

func (s *stepper) loop() {
	for {
		n, more := <-s.steps
		if !more || n < 0 {
			return
		}
	}
}

func (s *stepper) Step(n int) {
	go func() { s.steps <- n }() // ok
}

func newStepper() *stepper {
	s := &stepper{steps: make(chan int)}
	go s.loop()
	return s
}

// As many are received as were started: ok.
type batch struct{ ended chan error }

func (b *batch) run(jobs []func() error) (err error) {
	for _, job := range jobs {
		go func() { b.ended <- job() }() // ok
	}
	for left := len(jobs); left > 0; left-- {
		if e := <-b.ended; e != nil {
			err = e
		}
	}
	return err
}

func newBatch() *batch { return &batch{ended: make(chan error)} }

// It asks first whether the receiver is there: ok.
type flagged struct {
	mu     sync.Mutex
	closed bool
	in     chan int
}

func (f *flagged) loop(ctx context.Context) {
	for {
		select {
		case <-f.in:
		case <-ctx.Done():
			f.mu.Lock()
			f.closed = true
			f.mu.Unlock()
			return
		}
	}
}

func (f *flagged) Put(v int) {
	go func() {
		if f.closed {
			return
		}
		f.in <- v // ok
	}()
}

func newFlagged(ctx context.Context) *flagged {
	f := &flagged{in: make(chan int)}
	go f.loop(ctx)
	return f
}

// A type switch tells what it is: ok.
type request struct{ done chan struct{} }

func serveAll(in <-chan any) {
	for each := range in {
		switch each := each.(type) {
		case *request:
			each.done <- struct{}{} // ok
		case chan<- any:
			close(each)
		}
	}
}

func call(in chan<- any) {
	r := &request{done: make(chan struct{})}
	in <- r
	<-r.done
}

// Room for all that one start sends: ok.
type reader struct {
	errs chan error
	stop chan struct{}
}

func (r *reader) poll(read func() error) {
	if err := read(); err != nil {
		r.errs <- err // ok
		return
	}
	r.errs <- nil // ok
}

func (r *reader) serve(read func() error) error {
	go r.poll(read)
	for {
		select {
		case err := <-r.errs:
			return err
		case <-r.stop:
			return nil
		}
	}
}

func newReader() *reader {
	return &reader{errs: make(chan error, 2), stop: make(chan struct{})}
}

// The value is what ends the receiver: ok.
type task struct{ exit chan struct{} }

func (t *task) loop(step func()) {
	for {
		select {
		case <-t.exit:
			return
		default:
			step()
		}
	}
}

func (t *task) end() {
	go func() { t.exit <- struct{}{} }() // ok
}

func startTask(step func()) *task {
	t := &task{exit: make(chan struct{})}
	go t.loop(step)
	return t
}

// Nobody takes them before the end, and there is room for each.
type roomy struct {
	all chan string
}

func (g *roomy) gather(each []func() string) {
	g.all = make(chan string, len(each))
	for _, one := range each {
		go func() {
			g.all <- one() // ok
		}()
	}
}

type ticket struct {
	told chan error
}

type counter struct {
	queue chan any
	quit  chan struct{}
}

func (c *counter) register() error {
	r := &ticket{told: make(chan error, 1)}
	select {
	case c.queue <- r:
		return nil
	case <-c.quit:
		return nil
	}
}

// Each ticket is told once, and has room for it.
func (c *counter) serve() {
	for {
		select {
		case each := <-c.queue:
			switch r := each.(type) {
			case *ticket:
				r.told <- nil // ok
			}
		case <-c.quit:
			return
		}
	}
}
