package countedtwiceoutside

import "sync"

// Check runs the checks that are on.
func Check(on map[string]bool, checks map[string]func() error) (failed []string) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	wg.Add(len(checks)) // want "wg"
	for name, fn := range checks {
		if !on[name] {
			continue
		}
		go func() {
			defer wg.Done()
			if fn() != nil {
				mu.Lock()
				defer mu.Unlock()
				failed = append(failed, name)
			}
		}()
	}
	wg.Wait()
	return failed
}
