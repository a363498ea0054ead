package dial

import (
	"context"
	"errors"
	"net"
	"time"
)

type link struct {
	net.Conn
	done context.CancelFunc
}

func (l *link) Close() error {
	l.done()
	return l.Conn.Close()
}

func Open(parent context.Context, addr string, hello func(context.Context, net.Conn) error) (*link, error) {
	ctx, cancel := context.WithTimeout(parent, time.Hour) // want "cancel"
	c, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		cancel()
		return nil, err
	}
	if err := hello(ctx, c); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return &link{c, cancel}, nil
}
