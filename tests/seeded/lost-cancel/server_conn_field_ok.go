package chat

import (
	"bufio"
	"context"
	"net"
)

type peer struct {
	net.Conn
	ctx  context.Context
	quit context.CancelCauseFunc
}

type Room struct{ peers map[string]*peer }

func (r *Room) Join(parent context.Context, c net.Conn) error {
	p := &peer{Conn: c}
	p.ctx, p.quit = context.WithCancelCause(parent)
	name, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		p.quit(err)
		return err
	}
	r.peers[name] = p
	return nil
}

func (r *Room) Leave(name string) {
	if p := r.peers[name]; p != nil {
		p.quit(nil)
		p.Close()
		delete(r.peers, name)
	}
}
