package capture

import (
	"fmt"
	"sync"
)

func values(urls []string, get func(string)) {
	var wg sync.WaitGroup
	for _, u := range urls {
		wg.Add(1)
		go func() {
			defer wg.Done()
			get(u) // want "u"
		}()
	}
	wg.Wait()
}

func index(n int) []int {
	out := make([]int, n)
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out[i] = 1 // want "i"
		}()
	}
	wg.Wait()
	return out
}

func keys(m map[string]int) {
	for k := range m {
		defer func() {
			fmt.Println("leaving", k) // want "k"
		}()
	}
}

func halfPassed(m map[string]int, use func(string, int)) {
	for k, v := range m {
		go func(k string) {
			use(k, v) // want "v"
		}(k)
	}
}

type group struct{ wg sync.WaitGroup }

// Go is what errgroup and its kin offer: it runs f in a goroutine.
func (g *group) Go(f func()) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		f()
	}()
}

func grouped(urls []string, get func(string)) {
	var g group
	for _, u := range urls {
		g.Go(func() {
			get(u) // want "u"
		})
	}
	g.wg.Wait()
}

type server struct{ name string }

func (s *server) serve() {}

func (s server) show() {}

// The method gets the address of the one variable.
func served(servers []server, handlers map[string]func()) {
	for _, s := range servers {
		go s.serve() // want "s is taken by its address"
		go s.show()
		handlers[s.name] = func() {
			s.show() // want "s"
		}
	}
}

func servedByPointer(servers []*server) {
	for _, s := range servers {
		go s.serve()
	}
}

func each(n int, visit func(int)) {
	for i := 0; i < n; i++ {
		visit(i)
	}
}

// The literal that a deferred call is handed runs when the function ends.
func handedToDeferred(names []string) {
	for _, name := range names {
		defer each(2, func(int) { println(name) }) // want "name"
	}
}
