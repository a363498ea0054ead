package skipemptyafteradd

import "sync"

// Warm loads all non-empty keys.
func Warm(keys []string, load func(string)) {
	var wg sync.WaitGroup
	for _, k := range keys {
		if k == "" {
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			load(k)
		}()
	}
	wg.Wait()
}
