package detached

import (
	"context"
	"time"
)

func passedOn(ctx context.Context, s store, key string) ([]byte, error) {
	return s.Get(ctx, key) // ok: the given one
}

func noContext(s store, key string) ([]byte, error) {
	return s.Get(context.Background(), key) // ok: none was given
}

func byDefault(ctx context.Context, s store, key string) ([]byte, error) {
	if ctx == nil {
		ctx = context.Background() // ok: stands in for nil
	}
	return s.Get(ctx, key)
}

func cleansUp(ctx context.Context, s store, key string) error {
	defer func() {
		_ = s.Put(context.Background(), key, nil) // ok: has to work when ctx is over
	}()
	_, err := s.Get(ctx, key)
	return err
}

func afterTheEnd(ctx context.Context, s store, key string) error {
	<-ctx.Done()
	return s.Put(context.Background(), key, nil) // ok: ctx is over
}

func whenCancelled(ctx context.Context, s store, key string) error {
	if ctx.Err() != nil {
		return s.Put(context.Background(), key, nil) // ok: ctx is over
	}
	return s.Put(ctx, key, nil)
}

func inBackground(ctx context.Context, s store, key string) error {
	go func() {
		late, cancel := context.WithTimeout(context.Background(), time.Minute) // ok: outlives the call on purpose
		defer cancel()
		_ = s.Put(late, key, nil)
	}()
	_, err := s.Get(ctx, key)
	return err
}

type server struct{ s store }

func (s *server) Shutdown(ctx context.Context) error {
	return s.s.Put(context.Background(), "down", nil) // ok: ends the server
}

func chosen(ctx context.Context, detach bool) context.Context {
	if detach {
		return context.Background() // ok: what the caller asks for
	}
	return ctx
}
