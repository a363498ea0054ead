package accept

import (
	"errors"
	"net"
	"time"
)

func AcceptOne(ln net.Listener, shake func(net.Conn) error) (net.Conn, error) {
	got := make(chan net.Conn, 1)
	go func() {
		c, err := ln.Accept()
		if err != nil {
			got <- nil
			return
		}
		if err := shake(c); err != nil {
			c.Close()
			got <- nil
			return
		}
		got <- c
	}()
	select {
	case c := <-got:
		if c == nil {
			return nil, errors.New("no connection")
		}
		return c, nil
	case <-time.After(time.Second):
		return nil, errors.New("timeout")
	}
}
