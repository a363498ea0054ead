package half

import "sync"

type pair struct{ k, v string }

func Store(pairs map[string]string, put func(pair)) {
	var wg sync.WaitGroup
	for k, v := range pairs {
		k := k
		wg.Add(1)
		go func() {
			defer wg.Done()
			put(pair{k, v}) // want "v"
		}()
	}
	wg.Wait()
}
