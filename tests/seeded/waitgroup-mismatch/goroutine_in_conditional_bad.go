package conditional

import "sync"

type conf struct{ metrics, tracing bool }

func Start(c conf, metrics, tracing func()) {
	var wg sync.WaitGroup
	wg.Add(2) // want "wg|Add"
	if c.metrics {
		go func() {
			defer wg.Done()
			metrics()
		}()
	}
	if c.tracing {
		go func() {
			defer wg.Done()
			tracing()
		}()
	}
	wg.Wait()
}
