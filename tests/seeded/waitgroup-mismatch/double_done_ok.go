package twicedone

import "sync"

func Two(a func() error, done chan<- error) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		if err := a(); err != nil {
			done <- err
			return
		}
		done <- nil
	}()
	wg.Wait()
}
