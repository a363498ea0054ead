package hub

import "context"

type conn struct {
	ctx    context.Context
	cancel context.CancelFunc
	out    chan string
}

func accept(parent context.Context) *conn {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	c := &conn{ctx: ctx, cancel: cancel, out: make(chan string, 8)}
	go c.pump(func(string) {})
	return c
}

func (c *conn) pump(write func(string)) {
	for {
		select {
		case s := <-c.out:
			write(s)
		case <-c.ctx.Done():
			return
		}
	}
}

func (c *conn) Shutdown() {
	c.out = nil
}
