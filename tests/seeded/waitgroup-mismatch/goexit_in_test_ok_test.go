package goexit

import (
	"errors"
	"sync"
	"testing"
)

func load(i int) error {
	if i > 100 {
		return errors.New("too many")
	}
	return nil
}

func TestLoad(t *testing.T) {
	var wg sync.WaitGroup
	for i := 0; i < 10; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			if err := load(i); err != nil {
				t.Error(err)
			}
		}(i)
	}
	wg.Wait()
}
