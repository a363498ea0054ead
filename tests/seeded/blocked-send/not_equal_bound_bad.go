package barrier

import "sync"

func Barrier(n int, work func(int)) {
	var gate sync.WaitGroup
	gate.Add(1)
	exited := make(chan bool)
	for i := 0; i != n; i++ {
		go func() {
			gate.Wait()
			work(i)
			exited <- true // want "exited"
		}()
	}
	gate.Done()
	<-exited
}
