package consume

import "sync"

func consume(in <-chan int, workers int, seen func(int) bool) {
	wg := new(sync.WaitGroup)
	for i := 0; i < workers; i++ {
		wg.Add(1)
		go func() {
			for {
				v, ok := <-in
				if !ok {
					break
				}
				if seen(v) {
					break
				}
			}
			wg.Done()
		}()
	}
	wg.Wait()
}
