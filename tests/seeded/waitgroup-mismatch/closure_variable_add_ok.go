package varclosure

import "sync"

func Run(n int, f func(int)) {
	var wg sync.WaitGroup
	job := func(i int) {
		defer wg.Done()
		f(i)
	}
	for i := 0; i < n; i++ {
		wg.Add(1)
		go job(i)
	}
	wg.Wait()
}
