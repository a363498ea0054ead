package deferlaunch

import "sync"

type plan struct{ steps []func() }

func (p *plan) execute(async bool) {
	var wg sync.WaitGroup
	for _, step := range p.steps {
		if async {
			wg.Add(1)
			go func(step func()) {
				defer wg.Done()
				step()
			}(step)
		} else {
			step()
		}
	}
	wg.Wait()
}
