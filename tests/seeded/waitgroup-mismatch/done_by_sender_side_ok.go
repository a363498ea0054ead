package gates

import "sync"

type gate struct {
	ready sync.WaitGroup
	open  chan struct{}
}

func Start(n int, init func(int) bool) *gate {
	g := &gate{open: make(chan struct{})}
	g.ready.Add(n)
	for i := 0; i < n; i++ {
		go func(i int) {
			ok := init(i)
			g.ready.Done()
			if !ok {
				return
			}
			<-g.open
		}(i)
	}
	g.ready.Wait()
	close(g.open)
	return g
}
