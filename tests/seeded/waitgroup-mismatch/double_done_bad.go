package twicedone

import "sync"

func Two(a func() error, done chan<- error) {
	var wg sync.WaitGroup
	wg.Add(1) // or "Done|wg"
	go func() {
		defer wg.Done()
		if err := a(); err != nil {
			done <- err
			wg.Done() // want "Done|wg"
			return
		}
		done <- nil
	}()
	wg.Wait()
}
