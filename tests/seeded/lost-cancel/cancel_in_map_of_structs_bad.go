package conns

import (
	"context"
	"net"
)

type entry struct {
	net.Conn
	cancel context.CancelFunc
}

type Table map[string]entry

func (t Table) Add(parent context.Context, c net.Conn, serve func(context.Context, net.Conn)) bool {
	key := c.RemoteAddr().String()
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	if _, ok := t[key]; ok {
		return false
	}
	t[key] = entry{c, cancel}
	go serve(ctx, c)
	return true
}

func (t Table) Drop(key string) {
	if e, ok := t[key]; ok {
		e.cancel()
		e.Close()
		delete(t, key)
	}
}
