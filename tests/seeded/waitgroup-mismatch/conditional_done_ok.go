package opt2

import "sync"

type unit struct{ ready bool }

func Each(us []unit, f func(unit)) {
	var wg sync.WaitGroup
	for _, u := range us {
		wg.Add(1)
		go func(u unit) {
			f(u)
			if u.ready {
				f(unit{})
			}
			wg.Done()
		}(u)
	}
	wg.Wait()
}
