package queued

import (
	"errors"
	"sync"
)

type job struct {
	wg *sync.WaitGroup
	do func()
}

type Pool struct{ queue chan *job }

func (p *Pool) worker() {
	for j := range p.queue {
		j.do()
		if j.wg != nil && cap(p.queue) > 0 {
			j.wg.Done()
		}
	}
}

func (p *Pool) RunAll(fs []func()) error {
	wg := &sync.WaitGroup{}
	for _, f := range fs {
		wg.Add(1)
		select {
		case p.queue <- &job{wg, f}:
		default:
			wg.Done()
			return errors.New("queue is full")
		}
	}
	wg.Wait()
	return nil
}

func (p *Pool) Start(n int) {
	var ready sync.WaitGroup
	for i := 0; i < n; i++ {
		go func() {
			ready.Add(1) // want "Add|ready"
			ready.Done()
			p.worker()
		}()
	}
	ready.Wait()
}
