package afterlaunch

import "sync"

func Start(ws []func()) *sync.WaitGroup {
	wg := &sync.WaitGroup{}
	for _, w := range ws {
		wg.Add(1)
		go func(w func()) {
			w()
			wg.Done()
		}(w)
	}
	return wg
}
