// Command kept leaves goroutines waiting and prints which values they keep alive: `function variable` a line.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sort"
	"sync"
	"time"
)

// Big is followed by a finalizer.
type Big struct {
	name string
	room [1 << 10]byte
}

var (
	never = make(chan int)
	full  = make(chan *Big)
	full2 = make(chan *Big)
	mu    sync.Mutex
	alive = map[string]bool{}
)

//go:noinline
func big(name string) *Big {
	made := &Big{name: name}
	mu.Lock()
	alive[name] = true
	mu.Unlock()
	runtime.SetFinalizer(made, func(gone *Big) {
		mu.Lock()
		delete(alive, gone.name)
		mu.Unlock()
	})
	return made
}

//go:noinline
func touch(*Big) {}

//go:noinline
func usedAfter() {
	a, b := big("usedAfter a"), big("usedAfter b")
	go func() {
		touch(b)
		<-never // waits: usedAfter
		touch(a)
	}()
}

//go:noinline
func inLoop() {
	a, b := big("inLoop a"), big("inLoop b")
	go func() {
		touch(b)
		for i := 0; ; i++ {
			if i > 0 {
				touch(a)
			}
			<-never // waits: inLoop
		}
	}()
}

//go:noinline
func deferred() {
	a := big("deferred a")
	go func() {
		defer touch(a)
		<-never // waits: deferred
	}()
}

//go:noinline
func deferredLiteral() {
	a, b := big("deferredLiteral a"), big("deferredLiteral b")
	go func() {
		defer func() {
			touch(a)
		}()
		touch(b)
		<-never // waits: deferredLiteral
	}()
}

//go:noinline
func worker(a, b *Big, in <-chan int) {
	touch(a)
	<-in // waits: worker
	touch(b)
}

//go:noinline
func parameters() {
	go worker(big("worker a"), big("worker b"), never)
}

//go:noinline
func (r *Big) method(a *Big) {
	touch(a)
	<-never // waits: method
	touch(r)
}

//go:noinline
func receiver() {
	go big("method r").method(big("method a"))
}

//go:noinline
func sent() {
	a := big("sent a")
	go func() {
		full <- a // waits: sent
	}()
}

//go:noinline
func otherBranch(c bool) {
	a, b := big("otherBranch a"), big("otherBranch b")
	go func() {
		if c {
			<-never // waits: otherBranch
			touch(a)
		} else {
			touch(b)
		}
	}()
}

//go:noinline
func later() {
	a, b := big("later a"), big("later b")
	go func() {
		finish := func() { touch(a) }
		touch(b)
		<-never // waits: later
		finish()
	}()
}

//go:noinline
func ofLocal() {
	go func() {
		a, b := big("ofLocal a"), big("ofLocal b")
		touch(b)
		select { // waits: ofLocal
		case <-never:
			touch(a)
		case <-time.After(time.Hour):
		}
	}()
}

//go:noinline
func nested() {
	a, b := big("nested a"), big("nested b")
	go func() {
		touch(b)
		func() {
			defer touch(a)
			<-never // waits: nested
		}()
	}()
}

//go:noinline
func each(in <-chan *Big) {
	a := big("each a")
	go func() {
		for b := range in { // waits: each
			touch(b)
			touch(a)
		}
	}()
	touch(big("each b"))
}

//go:noinline
func changed() {
	a := big("changed first")
	go func() {
		touch(a)
		a = big("changed a")
		<-never // waits: changed
		touch(a)
	}()
}

func main() {
	usedAfter()
	inLoop()
	deferred()
	deferredLiteral()
	parameters()
	receiver()
	sent()
	otherBranch(true)
	later()
	ofLocal()
	nested()
	each(full2)
	changed()
	for i := 0; i < 10; i++ {
		runtime.GC()
		time.Sleep(20 * time.Millisecond)
	}
	mu.Lock()
	var names []string
	for name := range alive {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintln(os.Stdout, name)
	}
}
