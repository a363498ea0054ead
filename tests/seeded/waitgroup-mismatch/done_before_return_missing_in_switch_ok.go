package router

import (
	"errors"
	"sync"
)

type req struct {
	kind int
	resp chan<- error
}

func Serve(reqs []req, handlers map[int]func() error) {
	var wg sync.WaitGroup
	for _, r := range reqs {
		wg.Add(1)
		go func() {
			h, ok := handlers[r.kind]
			switch {
			case !ok:
				r.resp <- errors.New("no handler")
			case h == nil:
				r.resp <- nil
			default:
				r.resp <- h()
			}
			wg.Done()
		}()
	}
	wg.Wait()
}
