package closers

import (
	"sync"
	"time"
)

func Finish(stop []func(), grace time.Duration) bool {
	var wg sync.WaitGroup
	for _, s := range stop {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s()
		}()
	}
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()
	select {
	case <-done:
		return true
	case <-time.After(grace):
		return false
	}
}
