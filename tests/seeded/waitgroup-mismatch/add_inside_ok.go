package fan

import "sync"

func Each(hosts []string, ping func(string)) {
	var wg sync.WaitGroup
	for _, h := range hosts {
		wg.Add(1)
		go func(h string) {
			defer wg.Done()
			ping(h)
		}(h)
	}
	wg.Wait()
}
