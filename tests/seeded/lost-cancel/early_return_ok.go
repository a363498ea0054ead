package sync2

import (
	"context"
	"errors"
	"time"
)

type store interface {
	Load(ctx context.Context, key string) ([]byte, error)
}

func read(parent context.Context, s store, key string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(parent, 2*time.Second)
	data, err := s.Load(ctx, key)
	if err != nil {
		cancel()
		return nil, err
	}
	if len(data) == 0 {
		cancel()
		return nil, errors.New("empty value")
	}
	cancel()
	return data, nil
}
