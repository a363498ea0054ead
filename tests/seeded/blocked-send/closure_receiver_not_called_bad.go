package report

import "sync"

func Summarise(items []string, sum func(string) int, verbose bool) int {
	results := make(chan int)
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Add(1)
		go func(it string) {
			defer wg.Done()
			results <- sum(it) // want "results"
		}(it)
	}
	if !verbose {
		return len(items)
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	total := 0
	for r := range results {
		total += r
	}
	return total
}
