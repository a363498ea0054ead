package cfgcopy

import "sync"

type opts struct {
	wg sync.WaitGroup
	n  int
}

func spawn(o *opts, f func()) {
	for i := 0; i < o.n; i++ {
		o.wg.Add(1)
		go func() {
			defer o.wg.Done()
			f()
		}()
	}
}

func Main(f func()) {
	var o opts
	o.n = 3
	spawn(&o, f)
	o.wg.Wait()
}
