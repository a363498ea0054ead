package ctxdone

import (
	"context"
	"sync"
)

func Broadcast(ctx context.Context, outs []chan int, v int) {
	var wg sync.WaitGroup
	wg.Add(len(outs)) // want "Done|wg"
	for _, out := range outs {
		go send(ctx, out, v, &wg)
	}
	wg.Wait()
}

func send(ctx context.Context, out chan<- int, v int, wg *sync.WaitGroup) {
	if ctx.Err() != nil {
		return
	}
	select {
	case out <- v:
		wg.Done()
	case <-ctx.Done():
	}
}
