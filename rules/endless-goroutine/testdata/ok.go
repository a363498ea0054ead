package endless

import (
	"context"
	"log"
	"net"
	"runtime"
	"sync"
	"time"
)

// A context ends it: ok.
func follow(ctx context.Context, in <-chan int, use func(int)) {
	go func() {
		for { // ok
			select {
			case v := <-in:
				use(v)
			case <-ctx.Done():
				return
			}
		}
	}()
}

// The owner closes the channel: ok.
func drain(in <-chan int, use func(int)) {
	go func() {
		for v := range in { // ok
			use(v)
		}
	}()
}

func count(in <-chan int) {
	go func() {
		for { // ok
			if _, more := <-in; !more {
				break
			}
		}
	}()
}

// An error ends it: ok.
func accept(ln net.Listener, handle func(net.Conn)) {
	go func() {
		for { // ok
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go handle(conn)
		}
	}()
}

// It blocks its caller: ok.
func Run(step func()) {
	for { // ok
		step()
	}
}

var (
	once  sync.Once
	ticks = make(chan time.Time)
)

// One a process: ok.
func clock() {
	once.Do(func() {
		go func() {
			for { // ok
				ticks <- time.Now()
			}
		}()
	})
}

func init() {
	go housekeep()
}

func housekeep() {
	for { // ok
		time.Sleep(time.Hour)
		runtime.GC()
	}
}

// The process ends with it: ok.
func guard(check func() error) {
	go func() {
		for { // ok
			if err := check(); err != nil {
				log.Fatal(err)
			}
		}
	}()
}

func leave(step func() bool) {
	go func() {
		for { // ok
			if !step() {
				runtime.Goexit()
			}
		}
	}()
}

// A label takes the break out of the loop: ok.
func labelled(in <-chan int, quit <-chan struct{}, use func(int)) {
	go func() {
	loop:
		for { // ok
			select {
			case v := <-in:
				use(v)
			case <-quit:
				break loop
			}
		}
	}()
}

// A closed channel ends it besides the tick: ok.
type conn struct {
	in     chan []byte
	done   chan struct{}
	expire *time.Ticker
}

func (c *conn) loop() {
	for { // ok
		select {
		case <-c.in:
		case <-c.done:
			return
		case <-c.expire.C:
			if c.in == nil {
				return
			}
		}
	}
}

func (c *conn) Close() {
	close(c.done)
	c.expire.Stop()
}

func dial() *conn {
	c := &conn{in: make(chan []byte), done: make(chan struct{}), expire: time.NewTicker(time.Second)}
	go c.loop()
	return c
}

// Stop closes the listener, which ends the Accept: ok.
type server struct {
	ln   net.Listener
	quit chan struct{}
}

func (s *server) Serve(handle func(net.Conn)) {
	for {
		select {
		case <-s.quit:
			return
		default:
			conn, err := s.ln.Accept() // ok
			if err != nil {
				continue
			}
			go handle(conn)
		}
	}
}

func (s *server) Stop() {
	close(s.quit)
	s.ln.Close()
}

// A deadline ends each Accept: ok.
type timed struct {
	ln   *net.TCPListener
	quit chan struct{}
}

func (t *timed) Serve(handle func(net.Conn)) {
	for {
		select {
		case <-t.quit:
			t.ln.Close()
			return
		default:
			t.ln.SetDeadline(time.Now().Add(time.Second))
			conn, err := t.ln.Accept() // ok
			if err != nil {
				continue
			}
			go handle(conn)
		}
	}
}

var seen = struct {
	sync.Mutex
	names map[string]int
}{names: map[string]int{}}

// It serves a variable of the package, and is the only one to: ok.
func countNames() {
	go forgetNames()
	go func() {
		for { // ok
			time.Sleep(time.Minute)
			runtime.Gosched()
		}
	}()
}

func forgetNames() {
	for { // ok
		time.Sleep(time.Hour)
		seen.Lock()
		clear(seen.names)
		seen.Unlock()
	}
}

func publishEvery(publish func()) {
	go func() {
		for range time.Tick(time.Minute) { // ok: unstopped-ticker tells of it
			publish()
		}
	}()
}
