package parsefiles

import (
	"os"
	"sync"
)

type result struct {
	file string
	size int64
}

func sizes(files []string, out chan<- result) {
	var wg sync.WaitGroup
	wg.Add(len(files))
	for i := range files {
		go func(name string) {
			defer wg.Done()
			info, err := os.Stat(name)
			switch {
			case err != nil:
				out <- result{file: name, size: -1}
			case info.IsDir():
				return
			default:
				out <- result{name, info.Size()}
			}
		}(files[i])
	}
	wg.Wait()
	close(out)
}
