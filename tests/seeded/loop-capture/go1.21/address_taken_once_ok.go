package dispatch2

import "sync"

type order struct {
	id   int
	done bool
}

func Work(in <-chan order, workers int, do func(*order)) {
	var wg sync.WaitGroup
	for w := 0; w < workers; w++ {
		wg.Add(1)
		go func(w int) {
			defer wg.Done()
			for o := range in {
				if o.id%workers == 0 {
					o.id = w
				}
				do(&o)
			}
		}(w)
	}
	wg.Wait()
}
