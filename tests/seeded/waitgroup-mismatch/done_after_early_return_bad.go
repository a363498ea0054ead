package doneafterearlyreturn

import (
	"log"
	"net"
	"sync"
)

type Sender struct {
	wg   sync.WaitGroup
	dial func(string) (net.Conn, error)
}

func (s *Sender) send(addr string, b []byte) {
	c, err := s.dial(addr)
	if err != nil {
		log.Print(err)
		return
	}
	defer c.Close()
	c.Write(b)
	s.wg.Done()
}

func (s *Sender) All(addrs []string, b []byte) {
	for _, a := range addrs {
		s.wg.Add(1) // want "wg"
		go s.send(a, b)
	}
	s.wg.Wait()
}
