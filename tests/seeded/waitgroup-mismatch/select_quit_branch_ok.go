package selectquitbranch

import "sync"

type Fan struct {
	in   chan int
	quit chan struct{}
}

func (f *Fan) Out(n int, use func(int)) {
	var wg sync.WaitGroup
	wg.Add(n)
	for i := 0; i < n; i++ {
		go func() {
			for {
				select {
				case v, ok := <-f.in:
					if !ok {
						wg.Done()
						return
					}
					use(v)
				case <-f.quit:
					wg.Done()
					return
				}
			}
		}()
	}
	wg.Wait()
}
