package crawl

import "sync"

type page struct{ url, next string }

func Walk(first page, load func(string) page, visit func(page)) {
	var wg sync.WaitGroup
	for p := first; p.next != ""; p = load(p.next) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			visit(p)
		}()
	}
	wg.Wait()
}
