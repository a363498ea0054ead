package sweep

import "sync"

func Sweep(rooms [][]string, clean func(string)) {
	var wg sync.WaitGroup
	for _, room := range rooms {
		for _, bed := range room {
			wg.Add(1)
			go func() {
				defer wg.Done()
				clean(bed)
			}()
		}
	}
	wg.Wait()
}
