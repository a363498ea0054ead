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
		func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.stats[name]++
		}()
	}
}
