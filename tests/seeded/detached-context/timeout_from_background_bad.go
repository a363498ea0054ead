package timeoutfrombackground

import (
	"context"
	"time"
)

type store interface {
	Get(ctx context.Context, key string) ([]byte, error)
}

func Read(ctx context.Context, s store, keys []string) (map[string][]byte, error) {
	out := map[string][]byte{}
	tctx, cancel := context.WithTimeout(context.Background(), 5*time.Second) // want "Background"
	defer cancel()
	for _, k := range keys {
		v, err := s.Get(tctx, k)
		if err != nil {
			return nil, err
		}
		out[k] = v
	}
	return out, nil
}
