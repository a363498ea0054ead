package wrongfunc

import "sync"

func Warm(keys []string, load func(string) []byte, keep func(string, []byte)) {
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Add(1) // want "Done|wg"
		go func(k string) {
			b := load(k)
			if b == nil {
				return
			}
			func() {
				defer wg.Done()
				keep(k, b)
			}()
		}(k)
	}
	wg.Wait()
}
