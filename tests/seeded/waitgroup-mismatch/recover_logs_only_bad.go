package safego

import (
	"log"
	"sync"
)

func SafeAll(fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1) // want "Done|wg"
		go func() {
			defer func() {
				if e := recover(); e != nil {
					log.Println("recovered", e)
				}
			}()
			f()
			wg.Done()
		}()
	}
	wg.Wait()
}
