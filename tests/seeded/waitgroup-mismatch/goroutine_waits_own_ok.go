package selfwait

import "sync"

func Stream(parts []func() int) <-chan int {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, p := range parts {
		wg.Add(1)
		go func(p func() int) {
			defer wg.Done()
			out <- p()
		}(p)
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}
