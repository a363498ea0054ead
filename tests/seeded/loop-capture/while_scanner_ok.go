package tail

import (
	"bufio"
	"io"
	"sync"
)

func Lines(r io.Reader, handle func(string)) error {
	sc := bufio.NewScanner(r)
	var wg sync.WaitGroup
	for sc.Scan() {
		line := sc.Text()
		wg.Add(1)
		go func() {
			defer wg.Done()
			handle(line)
		}()
	}
	wg.Wait()
	return sc.Err()
}
