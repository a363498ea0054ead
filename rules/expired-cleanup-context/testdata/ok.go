package cleanup

import (
	"context"
	"log"
	"net/http"
	"time"
)

func serveThenStop(ctx context.Context, server *http.Server) error {
	<-ctx.Done()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second) // ok: not over
	defer cancel()
	return server.Shutdown(grace) // ok: as above
}

func serveOnFresh(ctx context.Context, server *http.Server) error {
	<-ctx.Done()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return server.Shutdown(ctx) // ok: a new one
}

func replacedFirst(ctx context.Context, server *http.Server) error {
	<-ctx.Done()
	ctx = context.Background()
	return server.Shutdown(ctx) // ok: a new one
}

func eitherWay(ctx context.Context, b bucket, quit <-chan struct{}) error {
	select {
	case <-quit:
	case <-ctx.Done():
	}
	return b.Close(ctx) // ok: over only if it did not end by quit
}

func told(ctx context.Context, b bucket) error {
	if ctx.Err() != nil {
		log.Print("late: ", ctx.Err())
	}
	return b.Close(ctx) // ok: over on one of two ways
}

func onlyTold(ctx context.Context) error {
	<-ctx.Done()
	logStop(ctx, "stopped") // ok: no cleanup
	return ctx.Err()
}

func logStop(ctx context.Context, text string) { log.Print(text, ctx.Err()) }

func rightOrder(parent context.Context, b bucket, name string, work func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(parent, time.Minute)
	defer cancel()
	if err := b.Create(ctx, name); err != nil {
		return err
	}
	defer func() {
		_ = b.Remove(ctx, name) // ok: runs before cancel
	}()
	return work(ctx)
}

func knowsItself(ctx context.Context, b bucket, name string) error {
	<-ctx.Done()
	return removeLate(ctx, b, name) // ok: takes a context of its own
}

func removeLate(ctx context.Context, b bucket, name string) error {
	return b.Remove(context.WithoutCancel(ctx), name)
}

func another(ctx context.Context, stopped context.Context, b bucket) error {
	<-stopped.Done()
	return b.Close(ctx) // ok: another context
}
