package loader

import (
	"context"
	"sync"
)

type Loader struct {
	mu   sync.Mutex
	vals map[string]string
	load func(string) (string, error)
}

func (l *Loader) Get(ctx context.Context, key string) (string, error) {
	l.mu.Lock()
	v, ok := l.vals[key]
	l.mu.Unlock()
	if ok {
		return v, nil
	}
	loaded, failed := make(chan string, 1), make(chan error, 1)
	go func() {
		v, err := l.load(key)
		if err != nil {
			failed <- err
			return
		}
		loaded <- v
	}()
	select {
	case v := <-loaded:
		l.mu.Lock()
		l.vals[key] = v
		l.mu.Unlock()
		return v, nil
	case err := <-failed:
		return "", err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
