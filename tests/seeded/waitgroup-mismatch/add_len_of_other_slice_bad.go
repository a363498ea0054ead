package otherslice

import "sync"

func Broadcast(nodes, live []string, send func(string)) {
	var wg sync.WaitGroup
	wg.Add(len(nodes)) // want "wg|Add"
	for _, n := range live {
		go func() {
			defer wg.Done()
			send(n)
		}()
	}
	wg.Wait()
}
