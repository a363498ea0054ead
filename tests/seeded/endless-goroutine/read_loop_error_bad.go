package readlooperror

import (
	"net"
	"time"
)

type Session struct {
	conn net.Conn
	last time.Time
}

func (s *Session) Start() {
	go func() { // want "."
		buf := make([]byte, 1024)
		for { // or "."
			n, err := s.conn.Read(buf)
			if err != nil || n == 0 {
				continue
			}
			s.last = time.Now()
		}
	}()
}
