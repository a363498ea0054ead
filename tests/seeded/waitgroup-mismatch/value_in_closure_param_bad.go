package copyin

import "sync"

func Each(xs []int, f func(int)) {
	var wg sync.WaitGroup
	wg.Add(len(xs)) // or "wg"
	for _, x := range xs {
		go func(wg sync.WaitGroup, x int) { // want "value|cop|wg"
			defer wg.Done()
			f(x)
		}(wg, x)
	}
	wg.Wait()
}
