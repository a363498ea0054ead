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
		i.mu.Lock()
		locked = true
	}
	if locked && !i.ready {
		i.err = setup()
		i.ready = i.err == nil
	}
	err := i.err
	if locked {
		i.mu.Unlock()
	}
	if err != nil {
		return err
	}
	return nil
}
