package broken

import "sync"

func healthy(fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		go func() {
			wg.Add(1) // want "Add"
			defer wg.Done()
			f()
		}()
	}
	wg.Wait()
}

func typing(fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1) // ok: what is launched stands in broken code
		go func( {
			defer wg.Done()
			f()
		}
	}
	wg.Wait()
}
