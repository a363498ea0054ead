package deferlaunch

import "sync"

type plan struct{ steps []func() }

func (p *plan) execute(async bool) {
	var wg sync.WaitGroup
	for _, step := range p.steps {
		wg.Add(1) // want "wg|Add"
		if async {
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
