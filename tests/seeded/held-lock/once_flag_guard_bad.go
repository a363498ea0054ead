package onceflagguard

import "sync"

type Init struct {
	mu    sync.Mutex
	ready bool
	err   error
}

func (i *Init) Do(setup func() error) error {
	locked := false
	if !i.ready {
		i.mu.Lock() // want "i.mu"
		locked = true
	}
	if locked && !i.ready {
		if err := setup(); err != nil {
			return err
		}
		i.ready = true
	}
	if locked {
		i.mu.Unlock()
	}
	return nil
}
