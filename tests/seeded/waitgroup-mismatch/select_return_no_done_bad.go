package waiters

import (
	"context"
	"sync"
)

func broadcast(ctx context.Context, subs []chan<- string, msg string) {
	var wg sync.WaitGroup
	for _, s := range subs {
		wg.Add(1) // want "Done|wg"
		go func(s chan<- string) {
			select {
			case s <- msg:
			case <-ctx.Done():
				return
			}
			wg.Done()
		}(s)
	}
	wg.Wait()
}
