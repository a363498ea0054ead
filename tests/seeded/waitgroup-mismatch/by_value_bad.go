package stage

import "sync"

type stage struct{ name string }

func (s stage) work(wg sync.WaitGroup, in <-chan int) { // want "value|cop|wg"
	defer wg.Done()
	for range in {
	}
}

func start(stages []stage, in <-chan int) {
	var wg sync.WaitGroup
	for _, s := range stages {
		wg.Add(1)
		go s.work(wg, in) // or "wg"
	}
	wg.Wait()
}
