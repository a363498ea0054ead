// Package shapes leaves one goroutine at each line that carries a `stand:` comment.
package shapes

import (
	"sync"
	"time"
)

var (
	never = make(chan int) // nobody sends
	full  = make(chan int) // nobody receives
)

var started = func() bool {
	go func() {
		full <- 1 // stand: initialiser
	}()
	return true
}()

func init() {
	go func() {
		<-never // stand: init
	}()
}

func init() {
	go func() {
		for range never { // stand: second-init
		}
	}()
}

// Start leaves them all.
func Start() {
	go plain()
	go new(Server).run()
	go Value{}.wait()
	literals()
	go inlining()
	statements()
	go deferred()
	go embedded{&Server{}}.promoted()
	bound := new(Server).bound
	go bound()
	go library()
	go twice()
	go swapped()
	go both(full, never)
}

func plain() {
	full <- 1 // stand: plain
}

// Server has pointer methods.
type Server struct{ mu sync.Mutex }

func (s *Server) run() {
	func() {
		full <- 1 // stand: called-literal
	}()
}

func (s *Server) bound() {
	<-never // stand: method-value
}

func (s *Server) promoted() {
	<-never // stand: promoted
}

type embedded struct{ *Server }

// Value has a value method.
type Value struct{}

func (Value) wait() {
	select { // stand: value-method
	case <-never:
	case full <- 1:
	}
}

func literals() {
	go func() {
		full <- 1 // stand: first-literal
	}()
	go func() {
		go func() { full <- 3 }() // stand: one-line
		nested := func() {
			go func() {
				full <- 1 // stand: third-level
			}()
			<-never // stand: second-level
		}
		nested()
	}()
	for i := 0; i < 1; i++ {
		go func(i int) {
			full <- i // stand: in-loop
		}(i)
	}
}

func small() func() {
	return func() {
		<-never // stand: of-inlined
	}
}

func inlining() {
	f := small()
	f()
}

func statements() {
	go func() {
		select { // stand: select
		case v := <-never:
			_ = v
		case <-time.After(time.Hour):
		}
	}()
	go func() {
		select {
		case <-never: // stand: only-case
		}
	}()
	go func() {
		select {} // stand: no-case
	}()
	go func() {
		for range never { // stand: range
		}
	}()
	go func() {
		if v := <-never; v > 0 { // stand: if
			panic(v)
		}
	}()
	go func() {
		var none chan int
		none <- 1 // stand: nil
	}()
	go func() {
		time.Sleep(time.Hour) // stand: sleep
	}()
	go func() {
		var wg sync.WaitGroup
		wg.Add(1)
		wg.Wait() // stand: waitgroup
	}()
	go func() {
		var mu sync.Mutex
		mu.Lock()
		mu.
			Lock() // stand: mutex
	}()
}

func deferred() {
	defer func() {
		<-never // stand: deferred-literal
	}()
}

func library() {
	var once sync.Once
	once.Do(func() {
		<-never // stand: called-back
	})
}

func twice() {
	full <- 1 // stand: first-of-two
	full <- 2
}

func swapped() {
	select {
	case <-never: // stand: before-another-receive
	}
	<-full
}

func both(to chan<- int, from <-chan int) {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		to <- 1 // stand: left-of-both
	}()
	go func() {
		defer wg.Done()
		<-from // stand: right-of-both
	}()
	wg.Wait() // stand: waits-for-both
}
