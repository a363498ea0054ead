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

// Added by hand, beside Go: two are counted, two count down.
func addedToo(fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1) // ok
		wg.Go(func() {
			defer wg.Done()
			f()
		})
	}
	wg.Wait()
}
