package routes

import "sync"

type route struct {
	path string
	warm func(string) error
}

func WarmUp(routes []route, fail func(string, error)) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, r := range routes {
		if r.warm == nil {
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := r.warm(r.path); err != nil { // want "r"
				fail("route", err)
			}
		}()
	}
}
