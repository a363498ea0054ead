package waits

import "sync"

func countedTwice(fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1) // want "Go|wg|Add"
		wg.Go(f)
	}
	wg.Wait()
}
