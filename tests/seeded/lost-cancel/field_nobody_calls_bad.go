package worker

import (
	"context"
	"sync"
	"time"
)

type Pool struct {
	wg     sync.WaitGroup
	ctx    context.Context
	cancel context.CancelFunc
	jobs   chan func(context.Context)
}

func NewPool(parent context.Context, n int) *Pool {
	p := &Pool{jobs: make(chan func(context.Context), n)}
	p.ctx, p.cancel = context.WithCancel(parent) // want "cancel"
	for i := 0; i < n; i++ {
		p.wg.Add(1)
		go p.loop()
	}
	return p
}

func (p *Pool) loop() {
	defer p.wg.Done()
	for {
		select {
		case <-p.ctx.Done():
			return
		case job := <-p.jobs:
			c, cancel := context.WithTimeout(p.ctx, time.Minute)
			job(c)
			cancel()
		}
	}
}

func (p *Pool) Close() {
	close(p.jobs)
	p.wg.Wait()
}
