// Package notify writes to the customers.
package notify

import "sync"

// Pool is a fixed number of workers that deliver letters.
type Pool struct {
	letters chan letter
	closing chan struct{}
	workers sync.WaitGroup

	mu        sync.Mutex
	delivered map[string]int
}

type letter struct {
	address, text string
	done          func()
}

// NewPool starts a pool. Close ends it.
func NewPool(workers int) *Pool {
	p := &Pool{letters: make(chan letter), closing: make(chan struct{}), delivered: map[string]int{}}
	p.workers.Add(workers)
	for i := 0; i < workers; i++ {
		go p.work()
	}
	return p
}

// Deliver hands a letter to the next free worker, or drops it when the pool closes; done is called in either case.
func (p *Pool) Deliver(address, text string, done func()) {
	select {
	case p.letters <- letter{address, text, done}:
	case <-p.closing:
		done()
	}
}

// Close lets the workers finish the letters that they hold and waits for them. It is called once.
func (p *Pool) Close() {
	close(p.closing)
	p.workers.Wait()
}

func (p *Pool) work() {
	defer p.workers.Done()
	for {
		select {
		case letter := <-p.letters:
			p.mu.Lock()
			p.delivered[letter.address]++
			p.mu.Unlock()
			letter.done()
		case <-p.closing:
			return
		}
	}
}
