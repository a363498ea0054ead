package anon

import "sync"

func Index(docs []string, add func(string) error) (errs []error) {
	var state struct {
		sync.Mutex
		sync.WaitGroup
		errs []error
	}
	for _, d := range docs {
		state.Add(1)
		go func(d string) {
			defer state.Done()
			err := add(d)
			if err == nil {
				return
			}
			state.Lock()
			state.errs = append(state.errs, err)
			state.Unlock()
		}(d)
	}
	state.Wait()
	return state.errs
}
