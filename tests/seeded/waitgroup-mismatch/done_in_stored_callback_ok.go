package stored

import "sync"

type hooks struct {
	OnStart func(string)
	OnStop  func(string)
}

type runner struct{ h hooks }

func (r *runner) run(names []string) {
	for _, n := range names {
		r.h.OnStart(n)
		r.h.OnStop(n)
	}
}

func Run(names []string, side func() error) {
	var wg sync.WaitGroup
	wg.Add(len(names))
	r := &runner{hooks{
		OnStart: func(string) {},
		OnStop: func(string) {
			wg.Done()
		},
	}}
	wg.Add(1)
	go func() {
		defer wg.Done()
		if side() != nil {
			return
		}
		r.run(names)
	}()
	wg.Wait()
}
