package images

import "sync"

func Resize(paths []string, one func(string)) {
	var wg sync.WaitGroup
	for _, p := range paths {
		wg.Add(1)
		go func(p string) {
			defer wg.Done()
			one(p)
		}(p)
	}
	wg.Wait()
}
