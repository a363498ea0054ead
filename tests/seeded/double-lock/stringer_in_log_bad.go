package stringerinlog

import (
	"log"
	"sync"
	"time"
)

type Peer struct {
	mu   sync.Mutex
	addr string
	seen time.Time
}

func (p *Peer) Describe() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.addr + " seen " + p.seen.String()
}

func (p *Peer) Expire(now time.Time, d time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Sub(p.seen) < d {
		return false
	}
	log.Print("expired: ", p.Describe()) // want "p.mu"
	return true
}
