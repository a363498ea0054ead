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
	old := now.Sub(p.seen) >= d
	p.mu.Unlock()
	if !old {
		return false
	}
	log.Print("expired: ", p.Describe())
	return true
}
