package parallel

import (
	"context"
	"sync"
)

func firstError(parent context.Context, fns ...func(context.Context) error) (err error) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	var wg sync.WaitGroup
	var once sync.Once
	for _, fn := range fns {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if e := fn(ctx); e != nil {
				once.Do(func() {
					err = e
					cancel()
				})
			}
		}()
	}
	wg.Wait()
	return err
}
