package named

import "sync"

func All(urls []string, get func(string) error) {
	var wg sync.WaitGroup
	for _, u := range urls {
		wg.Add(1)
		fetch := func() {
			defer wg.Done()
			_ = get(u) // want "u"
		}
		go fetch()
	}
	wg.Wait()
}
