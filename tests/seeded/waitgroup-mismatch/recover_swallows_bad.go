package plugins

import (
	"log"
	"sync"
)

type plugin interface{ Init() int }

func start(all []plugin) {
	var wg sync.WaitGroup
	for _, p := range all {
		wg.Add(1) // want "Done|wg"
		go func(p plugin) {
			defer func() {
				if r := recover(); r != nil {
					log.Println("plugin:", r)
				}
			}()
			if p.Init() < 0 {
				panic("init failed")
			}
			wg.Done()
		}(p)
	}
	wg.Wait()
}
