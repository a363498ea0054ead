package wrongfunc

import "sync"

func Warm(keys []string, load func(string) []byte, keep func(string, []byte)) {
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Add(1)
		go func(k string) {
			defer wg.Done()
			b := load(k)
			if b == nil {
				return
			}
			keep(k, b)
		}(k)
	}
	wg.Wait()
}
