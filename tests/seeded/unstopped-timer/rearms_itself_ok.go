package rearmsitself

import (
	"sync"
	"time"
)

type Probe struct {
	mu    sync.Mutex
	timer *time.Timer
	every time.Duration
	check func() bool
	up    bool
}

// NewProbe checks every now and then until Close.
func NewProbe(every time.Duration, check func() bool) *Probe {
	p := &Probe{every: every, check: check}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.timer = time.AfterFunc(every, p.fire)
	return p
}

func (p *Probe) fire() {
	up := p.check()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.up = up
	p.timer.Reset(p.every)
}

func (p *Probe) Up() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.up
}

func (p *Probe) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.up = false
	p.timer.Stop()
}
