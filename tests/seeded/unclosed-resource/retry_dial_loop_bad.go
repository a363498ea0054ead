package retrydialloop

import (
	"fmt"
	"net"
	"time"
)

type Shipper struct {
	Addr  string
	Tries int
}

func (s *Shipper) greet(c net.Conn) error {
	_, err := fmt.Fprintln(c, "ship 1")
	return err
}

// Send delivers one line and tries again after failures.
func (s *Shipper) Send(line string) error {
	var last error
	for i := 0; i < s.Tries; i++ {
		conn, err := net.Dial("tcp", s.Addr) // want "conn"
		if err != nil {
			last = err
			time.Sleep(time.Duration(i) * time.Second)
			continue
		}
		if err := s.greet(conn); err != nil {
			last = err
			continue
		}
		_, err = fmt.Fprintln(conn, line)
		conn.Close()
		return err
	}
	return last
}
