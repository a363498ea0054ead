package collects

import "sync"

func Words(files []string, words func(string) []string, max int) (all []string) {
	found := make(chan string)
	var wg sync.WaitGroup
	for _, f := range files {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, w := range words(f) {
				found <- w // want "found"
			}
		}()
	}
	go func() {
		wg.Wait()
		close(found)
	}()
	for w := range found {
		if len(all) == max {
			break
		}
		all = append(all, w)
	}
	return all
}
