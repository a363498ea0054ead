package results

import (
	"log"
	"sync"
)

func Process(batch []func() error) {
	var wg sync.WaitGroup
	var err error
	for _, step := range batch {
		err = step()
		if err == nil {
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			log.Print("step failed: ", err) // want "err"
		}()
	}
	wg.Wait()
}
