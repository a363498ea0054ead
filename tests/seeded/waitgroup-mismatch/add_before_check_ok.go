package upload

import (
	"strings"
	"sync"
)

func Push(parts []string, send func(string)) int {
	var wg sync.WaitGroup
	skipped := 0
	for _, p := range parts {
		if strings.HasPrefix(p, ".") {
			skipped++
			continue
		}
		wg.Add(1)
		go func(p string) {
			defer wg.Done()
			send(p)
		}(p)
	}
	wg.Wait()
	return skipped
}
