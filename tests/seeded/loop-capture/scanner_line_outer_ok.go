package scannerlineouter

import (
	"bufio"
	"io"
	"sync"
)

// Grep sends matching lines to found, each from its own goroutine.
func Grep(r io.Reader, match func(string) bool, found func(string)) {
	var wg sync.WaitGroup
	sc := bufio.NewScanner(r)
	for sc.Scan() {
		line := sc.Text()
		wg.Add(1)
		go func() {
			defer wg.Done()
			if match(line) {
				found(line)
			}
		}()
	}
	wg.Wait()
}
