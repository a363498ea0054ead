package confarg

import "sync"

type env struct {
	wg   *sync.WaitGroup
	jobs []int
}

func run(wg *sync.WaitGroup, e env, f func(int)) {
	e.wg = wg
	for _, j := range e.jobs {
		e.wg.Add(1)
		go func() {
			defer e.wg.Done()
			f(j)
		}()
	}
}

func Main(jobs []int, f func(int)) {
	var wg sync.WaitGroup
	run(&wg, env{jobs: jobs}, f)
	wg.Wait()
}
