package lockinworkerloop

import "sync"

type Pump struct {
	mu    sync.Mutex
	stats map[string]int
	in    chan string
}

// Run counts until the input is closed.
func (p *Pump) Run() {
	for name := range p.in {
		p.mu.Lock()
		defer p.mu.Unlock() // want "p.mu"
		p.stats[name]++
	}
}
