package totals

import "sync"

func Totals(groups map[string][]int, report func(string, int)) {
	var wg sync.WaitGroup
	var total int
	for name, vs := range groups {
		total = 0
		for _, v := range vs {
			total += v
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			report(name, total) // want "total"
		}()
	}
	wg.Wait()
}
