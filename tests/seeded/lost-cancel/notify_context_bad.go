package boot

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/signal"
	"time"
)

// Serve runs until the process is interrupted.
func Serve(parent context.Context, srv *http.Server) error {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt) // want "stop"
	errc := make(chan error, 1)
	go func() { errc <- srv.ListenAndServe() }()
	select {
	case err := <-errc:
		return err
	case <-ctx.Done():
		stop()
	}
	grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil {
		return err
	}
	if err := <-errc; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
