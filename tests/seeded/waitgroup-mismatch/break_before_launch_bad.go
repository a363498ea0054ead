package untilfail

import "sync"

func Until(tasks []func(), ready func(int) bool) {
	var wg sync.WaitGroup
	for i, t := range tasks {
		wg.Add(1) // want "wg|Add"
		if !ready(i) {
			break
		}
		go func() {
			defer wg.Done()
			t()
		}()
	}
	wg.Wait()
}
