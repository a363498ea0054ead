package trylockbacksoff

import "sync"

type Pair struct {
	left, right sync.Mutex
	a, b        int
}

func (p *Pair) Forward() {
	p.left.Lock()
	defer p.left.Unlock()
	p.right.Lock() // want "right"
	defer p.right.Unlock()
	p.a, p.b = p.b, p.a
}

// Back gives up when somebody goes forward.
func (p *Pair) Back() bool {
	p.right.Lock()
	defer p.right.Unlock()
	p.left.Lock() // or "left"
	defer p.left.Unlock()
	p.a -= p.b
	return true
}
