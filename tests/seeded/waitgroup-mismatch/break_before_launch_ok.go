package untilfail

import "sync"

func Until(tasks []func(), ready func(int) bool) {
	var wg sync.WaitGroup
	for i, t := range tasks {
		if !ready(i) {
			break
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			t()
		}()
	}
	wg.Wait()
}
