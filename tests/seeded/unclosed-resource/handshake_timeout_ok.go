package handshaketimeout

import (
	"io"
	"net"
	"time"
)

type Peer struct {
	conn net.Conn
	name string
}

const hello = "HELO/2\n"

func Dial(addr string, wait time.Duration) (*Peer, error) {
	conn, err := net.DialTimeout("tcp", addr, wait)
	if err != nil {
		return nil, err
	}
	done := false
	defer func() {
		if !done {
			conn.Close()
		}
	}()
	if err := conn.SetDeadline(time.Now().Add(wait)); err != nil {
		return nil, err
	}
	if _, err := io.WriteString(conn, hello); err != nil {
		return nil, err
	}
	answer := make([]byte, 16)
	n, err := conn.Read(answer)
	if err != nil {
		return nil, err
	}
	done = true
	return &Peer{conn: conn, name: string(answer[:n])}, nil
}

func (p *Peer) Close() error { return p.conn.Close() }
