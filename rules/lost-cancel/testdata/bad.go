package cancel

import (
	"context"
	"errors"
	"time"
)

type source interface {
	Fetch(ctx context.Context, key string) (string, error)
}

func afterCheck(parent context.Context, s source, key string) (string, error) {
	ctx, cancel := context.WithTimeout(parent, time.Second) // want "cancel"
	if key == "" {
		cancel()
		return "", errors.New("no key")
	}
	return s.Fetch(ctx, key)
}

func earlyReturn(parent context.Context, s source, keys []string) (out []string, err error) {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	for _, key := range keys {
		v, err := s.Fetch(ctx, key)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	cancel()
	return out, nil
}

func blank(parent context.Context, s source) error {
	ctx, _ := context.WithDeadline(parent, time.Now().Add(time.Minute)) // want "cancel"
	_, err := s.Fetch(ctx, "all")
	return err
}

func keepsCompilerQuiet(parent context.Context, s source) error {
	ctx, cancel := context.WithCancelCause(parent) // want "cancel"
	_ = cancel
	_, err := s.Fetch(ctx, "all")
	return errors.Join(err, context.Cause(ctx))
}
