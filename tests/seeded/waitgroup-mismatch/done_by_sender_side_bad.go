package gates

import "sync"

type gate struct {
	ready sync.WaitGroup
	open  chan struct{}
}

func Start(n int, init func(int) bool) *gate {
	g := &gate{open: make(chan struct{})}
	g.ready.Add(n) // want "Done|ready"
	for i := 0; i < n; i++ {
		go func(i int) {
			if !init(i) {
				return
			}
			g.ready.Done()
			<-g.open
		}(i)
	}
	g.ready.Wait()
	close(g.open)
	return g
}
