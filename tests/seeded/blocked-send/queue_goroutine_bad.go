package workq

func Queue(par int) (queue func(func(int)), stop func()) {
	work := make(chan func(int))
	done := make(chan int)
	quit := make(chan struct{})
	go func() {
		ids := make([]int, par)
		for i := range ids {
			ids[i] = i
		}
		running := 0
		for {
			select {
			case f := <-work:
				id := ids[0]
				ids = ids[1:]
				running++
				go func() {
					f(id)
					done <- id // want "done"
				}()
			case id := <-done:
				running--
				ids = append(ids, id)
			case <-quit:
				return
			}
		}
	}()
	return func(f func(int)) { work <- f }, func() { close(quit) }
}
