package retryforever

import (
	"context"
	"net"
	"time"
)

type Link struct {
	addr string
	up   chan net.Conn
}

// Connect dials in the background until it works.
func (l *Link) Connect(ctx context.Context) {
	go func() { // want "."
		for i := 1; ; i++ { // or "."
			d := net.Dialer{Timeout: 5 * time.Second}
			conn, err := d.Dial("tcp", l.addr)
			if err != nil {
				time.Sleep(time.Duration(i) * time.Second)
				continue
			}
			select {
			case l.up <- conn:
			default:
				conn.Close()
			}
		}
	}()
}
