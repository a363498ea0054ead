package sends

import (
	"context"
	"errors"
	"net/http"
)

// The shutdown ends ListenAndServe, and its ErrServerClosed is sent, too.
func serveUnfiltered(ctx context.Context, server *http.Server) error {
	failed := make(chan error)
	go func() {
		failed <- server.ListenAndServe() // want "failed"
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	return server.Shutdown(context.Background())
}

// The shutdown is silent, but this leaves without one.
func serveAndLeave(ctx context.Context, server *http.Server) error {
	failed := make(chan error)
	go func() {
		err := server.ListenAndServe()
		if !errors.Is(err, http.ErrServerClosed) {
			failed <- err // want "failed"
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
