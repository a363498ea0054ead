package skipemptyafteradd

import "sync"

// Warm loads all non-empty keys.
func Warm(keys []string, load func(string)) {
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Add(1) // want "wg"
		if k == "" {
			continue
		}
		go func() {
			defer wg.Done()
			load(k)
		}()
	}
	wg.Wait()
}
