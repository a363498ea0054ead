package tri

import "sync"

func Three(a, b, c func()) {
	var wg sync.WaitGroup
	wg.Add(2) // want "wg|Add|Done"
	for _, f := range []func(){a, b, c} {
		go func(f func()) {
			defer wg.Done()
			f()
		}(f)
	}
	wg.Wait()
}
