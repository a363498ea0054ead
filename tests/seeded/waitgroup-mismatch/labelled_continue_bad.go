package labelled

import "sync"

type cell struct{ x, y, v int }

func Sweep(grid [][]cell, f func(cell)) {
	var wg sync.WaitGroup
rows:
	for _, row := range grid {
		for _, c := range row {
			wg.Add(1) // want "wg|Add"
			if c.v < 0 {
				continue rows
			}
			go func(c cell) {
				defer wg.Done()
				f(c)
			}(c)
		}
	}
	wg.Wait()
}
