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
	go func() {
		for i := 1; ; i++ {
			var d net.Dialer
			conn, err := d.DialContext(ctx, "tcp", l.addr)
			if err != nil {
				if ctx.Err() != nil {
					return
				}
				time.Sleep(time.Duration(i) * time.Second)
				continue
			}
			select {
			case l.up <- conn:
			case <-ctx.Done():
				conn.Close()
			}
			return
		}
	}()
}
