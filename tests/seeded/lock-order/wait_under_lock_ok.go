package waitunderlock

import "sync"

type Loader struct {
	mu    sync.Mutex
	found map[string]int
}

func (l *Loader) store(k string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.found[k] = n
}

// Reload asks for all keys at once.
func (l *Loader) Reload(keys []string, get func(string) int) {
	var wg sync.WaitGroup
	l.mu.Lock()
	clear(l.found)
	l.mu.Unlock()
	for _, k := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			l.store(k, get(k))
		}()
	}
	wg.Wait()
}
