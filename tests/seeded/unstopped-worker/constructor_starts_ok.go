package constructorstarts

import (
	"errors"
	"sync"
)

type pool struct {
	jobs chan func()
	wg   sync.WaitGroup
}

func newPool(n int) *pool {
	p := &pool{jobs: make(chan func())}
	for i := 0; i < n; i++ {
		p.wg.Add(1)
		go func() {
			defer p.wg.Done()
			for j := range p.jobs {
				j()
			}
		}()
	}
	return p
}

func (p *pool) Close() {
	close(p.jobs)
	p.wg.Wait()
}

func Resize(images []string, n int, resize func(string)) error {
	if n < 1 {
		return errors.New("n is too small")
	}
	p := newPool(n)
	defer p.Close()
	for _, img := range images {
		if img == "" {
			return errors.New("empty name")
		}
		p.jobs <- func() { resize(img) }
	}
	return nil
}
