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
		wg.Add(1) // want "Done|wg"
		go func(i int) {
			if err := load(i); err != nil {
				t.Fatal(err)
			}
			wg.Done()
		}(i)
	}
	wg.Wait()
}
