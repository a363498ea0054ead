package indexingoroutineold

import "sync"

// Fill computes the squares of all indices.
func Fill(out []int) {
	var wg sync.WaitGroup
	for i := 0; i < len(out); i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			out[i] = i * i
		}(i)
	}
	wg.Wait()
}
