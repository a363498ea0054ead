package endless

import (
	"net"
	"time"
)

type cache struct {
	drop   chan string
	every  *time.Ticker
	values map[string]int
}

// Nothing ends it.
func (c *cache) start() {
	go func() {
		for { // want "no way out"
			select {
			case key := <-c.drop:
				delete(c.values, key)
			case <-c.every.C:
				c.sweep()
			}
		}
	}()
}

func (c *cache) sweep() { clear(c.values) }

// Started elsewhere in the package.
func (c *cache) watch(ask func() string) {
	for { // want "no way out"
		key := ask()
		delete(c.values, key)
		time.Sleep(time.Second)
	}
}

func newCache(ask func() string) *cache {
	c := &cache{drop: make(chan string), every: time.NewTicker(time.Minute), values: map[string]int{}}
	go c.watch(ask)
	return c
}

// Called by the literal that is started.
func pump(in <-chan int, use func(int)) {
	for { // want "no way out"
		use(<-in)
	}
}

func Pump(in <-chan int, use func(int)) {
	go func() {
		defer println("never")
		pump(in, use)
	}()
}

// The break leaves the select.
func consume(in <-chan int, quit <-chan struct{}, use func(int)) {
	go func() {
		for { // want "break on line"
			select {
			case v := <-in:
				use(v)
			case <-quit:
				break
			}
		}
	}()
}

// The ticker of the loop's own header.
func report(say func()) {
	go func() {
		for range time.NewTicker(time.Second).C { // want "no way out"
			say()
		}
	}()
}

// Its only way out is a tick, and Close stops the ticker.
type session struct {
	in     chan []byte
	out    chan []byte
	expire *time.Ticker
	last   time.Time
	bufs   [][]byte
}

func (s *session) loop() {
	for { // want "s.expire"
		select {
		case b := <-s.in:
			s.bufs = append(s.bufs, b)
			continue
		case <-s.expire.C:
			if time.Since(s.last) > time.Minute {
				return
			}
		}
	}
}

func open() *session {
	s := &session{in: make(chan []byte), expire: time.NewTicker(time.Second)}
	go s.loop()
	return s
}

func (s *session) Close() { s.expire.Stop() }

// It hears of the end between two connections only.
type acceptor struct {
	ln   net.Listener
	quit chan struct{}
}

func (a *acceptor) Serve(handle func(net.Conn)) {
	for {
		select {
		case <-a.quit:
			a.ln.Close()
			return
		default:
			conn, err := a.ln.Accept() // want "a.ln"
			if err != nil {
				continue
			}
			go handle(conn)
		}
	}
}

func (a *acceptor) Stop() { close(a.quit) }

// Its way out waits for what nobody closes.
type poller struct {
	quit chan struct{}
	in   chan int
}

func (p *poller) loop() {
	for { // want "nobody sends on poller.quit"
		select {
		case <-p.in:
		case <-p.quit:
			return
		}
	}
}

func (p *poller) Put(n int) { p.in <- n }

func newPoller() *poller {
	p := &poller{quit: make(chan struct{}), in: make(chan int)}
	go p.loop()
	return p
}

// Started by a function that gets it.
func inBackground(f func()) { go f() }

func sweep(clean func()) {
	inBackground(func() {
		for { // want "no way out"
			clean()
			time.Sleep(time.Minute)
		}
	})
}
