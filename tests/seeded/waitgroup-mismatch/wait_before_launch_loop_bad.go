package waitbeforelaunchloop

import "sync"

// Stages runs the stages one after another, each on all cores.
func Stages(stages [][]func()) {
	for _, st := range stages {
		var wg sync.WaitGroup
		for _, fn := range st {
			wg.Add(1)
			go func() {
				defer wg.Done()
				fn()
			}()
			wg.Wait() // want "wg"
		}
	}
}
