package gogo

import "sync"

func Each(fs []func() error, fail func(error)) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(func() {
			if err := f(); err != nil {
				fail(err)
			}
		})
	}
	wg.Wait()
}
