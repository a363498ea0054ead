package deferflag

import (
	"log"
	"sync"
)

func Run(steps []func() bool) {
	var wg sync.WaitGroup
	for i, step := range steps {
		wg.Add(1) // want "Done|wg"
		go func() {
			ok := false
			defer func() {
				log.Print(i, ok)
				if ok {
					wg.Done()
				}
			}()
			ok = step()
		}()
	}
	wg.Wait()
}
