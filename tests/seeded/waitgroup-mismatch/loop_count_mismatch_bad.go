package workers

import "sync"

const workers = 4

func Run(jobs <-chan func()) {
	var wg sync.WaitGroup
	wg.Add(workers + 1) // want "wg|Add"
	for i := 0; i < workers; i++ {
		go func() {
			defer wg.Done()
			for j := range jobs {
				j()
			}
		}()
	}
	wg.Wait()
}
