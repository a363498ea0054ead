package retryall

import "sync"

func RetryAll(jobs []func() error, tries int) (failed int) {
	for try := 0; try < tries; try++ {
		var wg sync.WaitGroup
		var mu sync.Mutex
		failed = 0
		for _, j := range jobs {
			wg.Add(1)
			go func() {
				defer wg.Done()
				if err := j(); err != nil {
					mu.Lock()
					failed++
					mu.Unlock()
				}
			}()
		}
		wg.Wait()
		if failed == 0 {
			return 0
		}
	}
	return failed
}
