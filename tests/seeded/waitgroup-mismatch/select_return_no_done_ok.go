package waiters

import (
	"context"
	"sync"
)

func broadcast(ctx context.Context, subs []chan<- string, msg string) {
	var wg sync.WaitGroup
	for _, s := range subs {
		wg.Add(1)
		go func(s chan<- string) {
			select {
			case s <- msg:
			case <-ctx.Done():
			}
			wg.Done()
		}(s)
	}
	wg.Wait()
}
