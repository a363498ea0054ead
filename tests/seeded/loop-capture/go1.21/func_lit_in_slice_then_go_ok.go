package queueup

import "sync"

func RunAll(names []string, do func(string)) {
	var jobs []func()
	for _, n := range names {
		n := n
		jobs = append(jobs, func() {
			do(n)
		})
	}
	var wg sync.WaitGroup
	for _, j := range jobs {
		wg.Add(1)
		go func(j func()) {
			defer wg.Done()
			j()
		}(j)
	}
	wg.Wait()
}
