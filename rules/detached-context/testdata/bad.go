package detached

import (
	"context"
	"net/http"
	"time"
)

type store interface {
	Get(ctx context.Context, key string) ([]byte, error)
	Put(ctx context.Context, key string, value []byte) error
}

func copied(ctx context.Context, s store, from, to string) error {
	b, err := s.Get(ctx, from)
	if err != nil {
		return err
	}
	return s.Put(context.Background(), to, b) // want "context.Background.. beside ctx"
}

func limited(ctx context.Context, s store, key string) ([]byte, error) {
	inner, cancel := context.WithTimeout(context.Background(), time.Second) // want "context.Background.. beside ctx"
	defer cancel()
	return s.Get(inner, key)
}

func requested(ctx context.Context, url string) (*http.Request, error) {
	return http.NewRequestWithContext(context.TODO(), http.MethodGet, url, nil) // want "context.TODO.. beside ctx"
}
