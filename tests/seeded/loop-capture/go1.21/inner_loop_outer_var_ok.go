package grid

import "sync"

func Fill(rows, cols int, set func(r, c int)) {
	var wg sync.WaitGroup
	for r := 0; r < rows; r++ {
		r := r
		for c := 0; c < cols; c++ {
			c := c
			wg.Add(1)
			go func() {
				defer wg.Done()
				set(r, c)
			}()
		}
	}
	wg.Wait()
}
