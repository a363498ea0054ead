package rpc

import (
	"context"
	"errors"
)

type request struct {
	method string
	result chan error
}

type Server struct{ requests chan request }

func (s *Server) loop(handle func(string) error) {
	for r := range s.requests {
		r.result <- handle(r.method)
	}
}

func (s *Server) Call(ctx context.Context, method string, log func(string) error) error {
	r := request{method, make(chan error, 1)}
	logged := make(chan error)
	go func() {
		select {
		case logged <- log(method):
		case <-ctx.Done():
		}
	}()
	select {
	case s.requests <- r:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-r.result:
		return errors.Join(err, <-logged)
	case <-ctx.Done():
		return ctx.Err()
	}
}
