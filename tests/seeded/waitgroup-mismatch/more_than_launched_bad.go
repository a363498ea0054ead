package pair

import "sync"

func Run(left, right func()) {
	var wg sync.WaitGroup
	wg.Add(3) // want "wg|Add"
	go func() {
		defer wg.Done()
		left()
	}()
	go func() {
		defer wg.Done()
		right()
	}()
	wg.Wait()
}
