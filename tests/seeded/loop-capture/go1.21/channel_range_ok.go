package dispatch

import "sync"

type event struct{ id int }

func Dispatch(events <-chan event, handle func(event)) {
	var wg sync.WaitGroup
	for ev := range events {
		wg.Add(1)
		go func(e event) {
			defer wg.Done()
			handle(e)
		}(ev)
	}
	wg.Wait()
}
