package waits

import (
	"sync"
)

// The hook of the one group does not count down the other.
func notCountedByHook(tasks []task, keep func(func())) {
	var handled, sent sync.WaitGroup
	keep(handled.Done)
	for _, t := range tasks {
		handled.Add(1)
		sent.Add(1) // want "no goroutine is started"
		if t.name == "" {
			continue
		}
		go func() {
			defer sent.Done()
			t.run()
		}()
	}
	sent.Wait()
	handled.Wait()
}

// Only one of its lives counts, and it does so on one path.
func startsOnce(first int) {
	var ready sync.WaitGroup
	ready.Add(1) // want "skipped"
	var next func(life int)
	next = func(life int) {
		if life == 0 {
			ready.Done()
		}
	}
	go next(first)
	ready.Wait()
}
