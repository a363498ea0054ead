package copyin

import "sync"

func Each(xs []int, f func(int)) {
	var wg sync.WaitGroup
	wg.Add(len(xs))
	for _, x := range xs {
		go func(wg *sync.WaitGroup, x int) {
			defer wg.Done()
			f(x)
		}(&wg, x)
	}
	wg.Wait()
}
