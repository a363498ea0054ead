package throttle

import "sync"

func Each(items []string, limit int, f func(string) error) (failed int) {
	slots := make(chan struct{}, limit)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Add(1)
		slots <- struct{}{} // want "slots"
		go func() {
			defer wg.Done()
			if err := f(it); err != nil {
				mu.Lock()
				failed++
				mu.Unlock()
				return
			}
			<-slots
		}()
	}
	wg.Wait()
	return failed
}
