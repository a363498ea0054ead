package limited

import (
	"context"
	"sync"
)

func Each(ctx context.Context, n int, items []string, f func(string)) error {
	sem := make(chan struct{}, n)
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, it := range items {
		wg.Add(1) // want "wg|Add"
		select {
		case sem <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		go func() {
			defer wg.Done()
			defer func() { <-sem }()
			f(it)
		}()
	}
	return nil
}
