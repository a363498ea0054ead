package sums

import "sync"

func Total(parts [][]int) (total int) {
	res := make(chan int, len(parts))
	var wg sync.WaitGroup
	for _, p := range parts {
		wg.Add(1)
		go func(p []int) {
			defer wg.Done()
			s := 0
			for _, v := range p {
				s += v
			}
			res <- s
		}(p)
	}
	wg.Wait()
	close(res)
	for s := range res {
		total += s
	}
	return total
}
