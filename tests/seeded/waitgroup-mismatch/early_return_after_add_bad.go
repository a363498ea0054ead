package snapshot

import (
	"errors"
	"sync"
)

func save(parts int, open func(int) (func(), error)) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	for i := 0; i < parts; i++ {
		wg.Add(1) // want "wg|Add"
		write, err := open(i)
		if err != nil {
			return errors.Join(errors.New("snapshot"), err)
		}
		go func() {
			defer wg.Done()
			write()
		}()
	}
	return nil
}
