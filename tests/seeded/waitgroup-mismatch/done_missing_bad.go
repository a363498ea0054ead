package fan

import "sync"

func Two(a, b func()) {
	wg := &sync.WaitGroup{}
	wg.Add(2) // want "Done|wg"
	go func() {
		defer wg.Done()
		a()
	}()
	go func() {
		b()
	}()
	wg.Wait()
}
