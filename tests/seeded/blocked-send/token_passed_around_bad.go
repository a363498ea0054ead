package token

import "sync"

func Sum(parts []func() int) int {
	state := make(chan int, 1)
	state <- 0
	var wg sync.WaitGroup
	for _, p := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			n := p()
			sum := <-state
			state <- sum + n
		}()
	}
	extra := make(chan int)
	go func() { extra <- len(parts) }() // want "extra"
	wg.Wait()
	return <-state
}
