package deferflag

import (
	"log"
	"sync"
)

func Run(steps []func() bool) {
	var wg sync.WaitGroup
	for i, step := range steps {
		wg.Add(1)
		go func() {
			ok := false
			defer func() {
				log.Print(i, ok)
				wg.Done()
			}()
			ok = step()
		}()
	}
	wg.Wait()
}
