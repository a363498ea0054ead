package afterlaunch

import "sync"

func Start(ws []func()) *sync.WaitGroup {
	wg := &sync.WaitGroup{}
	for _, w := range ws {
		go func(w func()) {
			w()
			wg.Done()
		}(w)
		wg.Add(1) // want "Add"
	}
	return wg
}
