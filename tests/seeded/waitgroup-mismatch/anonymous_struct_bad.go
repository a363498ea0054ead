package anon

import "sync"

func Index(docs []string, add func(string) error) (errs []error) {
	var state struct {
		sync.Mutex
		sync.WaitGroup
		errs []error
	}
	for _, d := range docs {
		state.Add(1) // want "Done|state|Add"
		go func(d string) {
			err := add(d)
			if err == nil {
				return
			}
			state.Lock()
			state.errs = append(state.errs, err)
			state.Unlock()
			state.Done()
		}(d)
	}
	state.Wait()
	return state.errs
}
