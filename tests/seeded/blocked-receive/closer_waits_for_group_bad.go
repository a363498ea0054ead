package closerwaitsforgroup

import (
	"log"
	"sync"
)

// Collect runs the jobs and gathers what they find.
func Collect(jobs []func() []string) []string {
	var wg sync.WaitGroup
	found := make(chan []string)
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			found <- job()
		}()
	}
	go func() {
		wg.Wait()
		log.Printf("%d jobs done", len(jobs))
	}()
	var all []string
	for f := range found { // want "found"
		all = append(all, f...)
	}
	return all
}
