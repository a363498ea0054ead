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
	go func() {
		buf := make([]byte, 1024)
		for {
			n, err := s.conn.Read(buf)
			if err != nil {
				break
			}
			if n == 0 {
				continue
			}
			s.last = time.Now()
		}
	}()
}
