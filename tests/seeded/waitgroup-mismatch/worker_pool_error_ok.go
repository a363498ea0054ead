package workpool

import (
	"fmt"
	"sync"
)

type Pool struct {
	size int
	wg   sync.WaitGroup
	errs chan error
}

func (p *Pool) Run(jobs <-chan func() error) {
	p.errs = make(chan error, p.size)
	for id := 0; id < p.size; id++ {
		p.wg.Add(1)
		go p.worker(id, jobs)
	}
	p.wg.Wait()
	close(p.errs)
}

func (p *Pool) worker(id int, jobs <-chan func() error) {
	defer p.wg.Done()
	for job := range jobs {
		if err := job(); err != nil {
			p.errs <- fmt.Errorf("worker %d: %w", id, err)
			return
		}
	}
}
