package registered

import "sync"

type bus struct{ subs []func(int) }

func (b *bus) Subscribe(f func(int)) { b.subs = append(b.subs, f) }

func (b *bus) Publish(v int) {
	for _, s := range b.subs {
		go s(v)
	}
}

func Exchange(b *bus, vs []int, check func(int) bool) (good int) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	b.Subscribe(func(v int) {
		defer wg.Done()
		mu.Lock()
		good += v
		mu.Unlock()
	})
	for _, v := range vs {
		wg.Add(1)
		b.Publish(v)
	}
	wg.Wait()
	var checks sync.WaitGroup
	for _, v := range vs {
		if v == 0 {
			continue
		}
		checks.Add(1)
		go func() {
			defer checks.Done()
			check(v)
		}()
	}
	checks.Wait()
	return good
}
