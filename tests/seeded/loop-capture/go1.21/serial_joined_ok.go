package serial

import "sync"

func steps(all []func() error, log func(int, error)) {
	var wg sync.WaitGroup
	for i, step := range all {
		wg.Add(1)
		done := make(chan struct{})
		go func() {
			defer wg.Done()
			defer close(done)
			log(i, step())
		}()
		<-done // one at a time, each on a stack of its own
	}
	wg.Wait()
}
