package copyrecv

import "sync"

type group struct {
	wg sync.WaitGroup
	n  int
}

func (g *group) run(f func()) {
	defer g.wg.Done()
	f()
}

func Start(fs []func()) {
	g := &group{n: len(fs)}
	g.wg.Add(g.n)
	for _, f := range fs {
		go g.run(f)
	}
	g.wg.Wait()
}
