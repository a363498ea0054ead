package perrequest

import "sync"

type request struct{ n int }

func Serve(workers int, reqs []request, handle func(request) error, failed func(error)) {
	var wg, alive sync.WaitGroup
	in := make(chan request)
	wg.Add(len(reqs))
	for i := 0; i < workers; i++ {
		alive.Add(1) // want "Done|alive"
		go func() {
			for r := range in {
				if err := handle(r); err != nil {
					failed(err)
					wg.Done()
					if r.n < 0 {
						return
					}
					continue
				}
				wg.Done()
			}
			alive.Done()
		}()
	}
	for _, r := range reqs {
		in <- r
	}
	close(in)
	wg.Wait()
	alive.Wait()
}
