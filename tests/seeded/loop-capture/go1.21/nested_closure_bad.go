package retry

import (
	"sync"
	"time"
)

type call struct {
	name string
	do   func() error
}

func All(calls []call, report func(string, error)) {
	var wg sync.WaitGroup
	for _, c := range calls {
		wg.Add(1)
		go func() {
			defer wg.Done()
			attempt := func() error {
				time.Sleep(time.Millisecond)
				return c.do() // want "c"
			}
			err := attempt()
			if err != nil {
				err = attempt()
			}
			report("", err)
		}()
	}
	wg.Wait()
}
