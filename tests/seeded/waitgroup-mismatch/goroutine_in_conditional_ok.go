package conditional

import "sync"

type conf struct{ metrics, tracing bool }

func Start(c conf, metrics, tracing func()) {
	var wg sync.WaitGroup
	if c.metrics {
		wg.Add(1)
		go func() {
			defer wg.Done()
			metrics()
		}()
	}
	if c.tracing {
		wg.Add(1)
		go func() {
			defer wg.Done()
			tracing()
		}()
	}
	wg.Wait()
}
