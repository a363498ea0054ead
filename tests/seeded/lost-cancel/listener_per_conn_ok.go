package perconn

import (
	"context"
	"log"
	"net"
	"time"
)

type handler interface {
	Handle(context.Context, net.Conn) error
}

func Serve(parent context.Context, ln net.Listener, h handler) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(parent, time.Minute)
		go func() {
			defer c.Close()
			if err := h.Handle(ctx, c); err != nil {
				log.Print(err)
			}
			cancel()
		}()
	}
}
