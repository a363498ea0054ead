package fan

import "sync"

func Each(hosts []string, ping func(string)) {
	var wg sync.WaitGroup
	for _, h := range hosts {
		go func(h string) {
			wg.Add(1) // want "Add"
			defer wg.Done()
			ping(h)
		}(h)
	}
	wg.Wait()
}
