package server

import (
	"net"
	"sync"
)

type Server struct {
	ln    net.Listener
	conns sync.WaitGroup
}

func (s *Server) Serve(handle func(net.Conn)) error {
	for {
		c, err := s.ln.Accept()
		if err != nil {
			return err
		}
		s.conns.Add(1)
		go func() {
			defer s.conns.Done()
			defer c.Close()
			handle(c)
		}()
	}
}

func (s *Server) Stop() {
	s.ln.Close()
	s.conns.Wait()
}
