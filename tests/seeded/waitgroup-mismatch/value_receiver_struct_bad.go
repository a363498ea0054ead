package copyrecv

import "sync"

type group struct {
	wg sync.WaitGroup
	n  int
}

func (g group) run(f func()) { // want "value|cop|wg"
	defer g.wg.Done()
	f()
}

func Start(fs []func()) {
	g := &group{n: len(fs)}
	g.wg.Add(g.n) // or "wg"
	for _, f := range fs {
		go g.run(f)
	}
	g.wg.Wait()
}
