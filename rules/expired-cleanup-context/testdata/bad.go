package cleanup

import (
	"context"
	"database/sql"
	"net/http"
	"time"
)

type bucket interface {
	Create(ctx context.Context, name string) error
	Remove(ctx context.Context, name string) error
	Close(ctx context.Context) error
}

func serve(ctx context.Context, server *http.Server) error {
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return server.Shutdown(ctx) // want "server.Shutdown gets ctx, which is over already .line 22."
	}
}

func serveWithGrace(ctx context.Context, server *http.Server) error {
	<-ctx.Done()
	grace, cancel := context.WithTimeout(ctx, 5*time.Second) // want "context.WithTimeout derives from ctx, which is over already"
	defer cancel()
	return server.Shutdown(grace)
}

func marked(ctx context.Context, db *sql.DB, job int, steps []func() error) error {
	for _, step := range steps {
		if ctx.Err() != nil {
			_, err := db.ExecContext(ctx, "delete from marks where job=$1", job) // want "db.ExecContext gets ctx"
			return err
		}
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func joined(parent context.Context, b bucket, work func(context.Context) error) error {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	err := work(ctx)
	cancel()
	if err != nil {
		return err
	}
	return b.Close(ctx) // want "b.Close gets ctx"
}

func wrongOrder(parent context.Context, b bucket, name string, work func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(parent, time.Minute)
	if err := b.Create(ctx, name); err != nil {
		cancel()
		return err
	}
	defer func() {
		_ = b.Remove(ctx, name) // want "b.Remove gets ctx"
	}()
	defer cancel()
	return work(ctx)
}
