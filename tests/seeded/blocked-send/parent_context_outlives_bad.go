package group

import (
	"context"
	"errors"
	"sync"
)

func Pipe(parent context.Context, items []string, check func(context.Context, string) error) error {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	work := make(chan string)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer close(work)
		for _, it := range items {
			select {
			case work <- it: // want "work"
			case <-parent.Done():
				return
			}
		}
	}()
	var failed error
	for it := range work {
		if err := check(ctx, it); err != nil {
			failed = errors.Join(errors.New(it), err)
			cancel()
			break
		}
	}
	wg.Wait()
	return failed
}
