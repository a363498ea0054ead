package index

import (
	"log"
	"os"
	"sync"
)

func Load(files []string, add func(string, []byte)) {
	var wg sync.WaitGroup
	for _, f := range files {
		wg.Add(1)
		go func(f string) {
			data, err := os.ReadFile(f)
			if err != nil {
				log.Print(err)
				wg.Done()
				return
			}
			add(f, data)
			wg.Done()
		}(f)
	}
	wg.Wait()
}
