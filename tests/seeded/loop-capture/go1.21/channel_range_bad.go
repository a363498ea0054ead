package dispatch

import "sync"

type event struct{ id int }

func Dispatch(events <-chan event, handle func(event)) {
	var wg sync.WaitGroup
	for ev := range events {
		wg.Add(1)
		go func() {
			defer wg.Done()
			handle(ev) // want "ev"
		}()
	}
	wg.Wait()
}
