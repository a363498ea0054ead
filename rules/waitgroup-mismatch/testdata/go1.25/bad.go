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

// Go counts down by itself when the function returns.
func doneTwice(fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(func() {
			defer wg.Done() // want "below zero"
			f()
		})
	}
	wg.Wait()
}
