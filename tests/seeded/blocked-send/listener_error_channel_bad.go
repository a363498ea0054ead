package listenererrorchannel

import (
	"context"
	"net/http"
)

type Server struct {
	http *http.Server
}

// Run serves until ctx is done or the port fails.
func (s *Server) Run(ctx context.Context) error {
	errc := make(chan error)
	go func() {
		errc <- s.http.ListenAndServe() // want "errc"
	}()
	select {
	case err := <-errc:
		return err
	case <-ctx.Done():
		return s.http.Close()
	}
}
