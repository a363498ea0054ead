package capture

import (
	"fmt"
	"sync"
)

func values(urls []string, get func(string)) {
	var wg sync.WaitGroup
	for _, u := range urls {
		wg.Add(1)
		go func() {
			defer wg.Done()
			get(u) // ok: per iteration from 1.22 on
		}()
	}
	wg.Wait()
}

func integers(n int) {
	for i := range n {
		defer func() {
			fmt.Println(i) // ok: per iteration
		}()
	}
}
