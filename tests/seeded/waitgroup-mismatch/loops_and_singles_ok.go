package mixedcount

import (
	"sync"
	"time"
)

func Stress(hit func(int), tick, prune chan<- time.Time) {
	var wg sync.WaitGroup
	wg.Add(12) // ten hitters, one ticker, one pruner
	for g := 0; g < 10; g++ {
		go func(id int) {
			defer wg.Done()
			for i := 0; i < 100; i++ {
				hit(id*100 + i)
			}
		}(g)
	}
	go func() {
		defer wg.Done()
		for i := 0; i < 10; i++ {
			tick <- time.Now()
		}
	}()
	go func() {
		defer wg.Done()
		for i := 0; i < 10; i++ {
			prune <- time.Now()
		}
	}()
	wg.Wait()
}
