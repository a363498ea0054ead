package safego

import (
	"log"
	"sync"
)

func SafeAll(fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		go func() {
			defer func() {
				if e := recover(); e != nil {
					log.Println("recovered", e)
				}
				wg.Done()
			}()
			f()
		}()
	}
	wg.Wait()
}
