package varclosure

import "sync"

func Run(n int, f func(int)) {
	var wg sync.WaitGroup
	job := func(i int) {
		wg.Add(1) // want "Add"
		defer wg.Done()
		f(i)
	}
	for i := 0; i < n; i++ {
		go job(i)
	}
	wg.Wait()
}
