package serial

import "sync"

func steps(all []func() error, log func(int, error)) {
	var wg sync.WaitGroup
	for i, step := range all {
		wg.Add(1)
		go func() {
			defer wg.Done()
			log(i, step()) // want "i|step"
		}()
	}
	wg.Wait()
}
