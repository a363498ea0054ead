package merge

import "sync"

func merge(as, bs []<-chan int) <-chan int {
	out := make(chan int)
	var wg sync.WaitGroup
	wg.Add(len(as) + len(bs))
	drain := func(c <-chan int) {
		defer wg.Done()
		for v := range c {
			out <- v
		}
	}
	for _, c := range as {
		go drain(c)
	}
	for _, c := range bs {
		go drain(c)
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}
