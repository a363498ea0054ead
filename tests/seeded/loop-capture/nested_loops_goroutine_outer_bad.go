package sweep

import "sync"

func Sweep(rooms [][]string, clean func(string)) {
	var wg sync.WaitGroup
	var bed string
	for _, room := range rooms {
		for _, bed = range room {
			wg.Add(1)
			go func() {
				defer wg.Done()
				clean(bed) // want "bed"
			}()
		}
	}
	wg.Wait()
}
