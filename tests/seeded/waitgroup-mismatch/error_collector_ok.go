package errcollect

import (
	"errors"
	"sync"
)

func All(ops map[string]func() error) error {
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		errs []error
	)
	for name, op := range ops {
		wg.Add(1)
		go func() {
			defer wg.Done()
			err := op()
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				return
			}
			errs = append(errs, errors.New(name+": "+err.Error()))
		}()
	}
	wg.Wait()
	return errors.Join(errs...)
}
