package plugins

import (
	"log"
	"sync"
)

type plugin interface{ Init() int }

func start(all []plugin) {
	var wg sync.WaitGroup
	for _, p := range all {
		wg.Add(1)
		go func(p plugin) {
			defer wg.Done()
			defer func() {
				if r := recover(); r != nil {
					log.Println("plugin:", r)
				}
			}()
			if p.Init() < 0 {
				panic("init failed")
			}
		}(p)
	}
	wg.Wait()
}
