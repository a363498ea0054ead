package refresh

import "sync"

type feed struct{ url string }

func (f feed) load() {}

func Refresh(feeds []feed) {
	var wg sync.WaitGroup
	for _, f := range feeds {
		wg.Add(1) // want "wg|Add|Go"
		wg.Go(func() {
			f.load()
		})
	}
	wg.Wait()
}
