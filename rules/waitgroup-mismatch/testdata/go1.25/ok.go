package waits

import "sync"

func started(fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(f) // ok: counts by itself
	}
	wg.Wait()
}

func mixed(fs []func()) {
	var wg sync.WaitGroup
	wg.Add(1) // ok
	go func() {
		defer wg.Done()
		for _, f := range fs {
			wg.Go(f) // ok
		}
	}()
	wg.Wait()
}
