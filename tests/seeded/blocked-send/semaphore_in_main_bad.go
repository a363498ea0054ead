package sema

import "sync"

func Link(objs []string, par int, link func(string), note func(string)) {
	sem := make(chan struct{}, par)
	var wg sync.WaitGroup
	for _, o := range objs {
		sem <- struct{}{}
		wg.Add(1)
		go func() {
			defer wg.Done()
			link(o)
			<-sem
		}()
	}
	wg.Wait()
	notes := make(chan string)
	go func() {
		note("linked")
		notes <- "linked" // want "notes"
	}()
	if len(objs) > 1 {
		<-notes
	}
}
