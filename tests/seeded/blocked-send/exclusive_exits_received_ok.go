package accept2

import "net"

func AcceptOne(ln net.Listener, dial func(addr string) (net.Conn, error)) (server, client net.Conn, err error) {
	got := make(chan net.Conn)
	go func() {
		c, err := ln.Accept()
		if err != nil {
			got <- nil
			return
		}
		got <- c
	}()
	client, err = dial(ln.Addr().String())
	if err != nil {
		if server = <-got; server != nil {
			server.Close()
		}
		return nil, nil, err
	}
	return <-got, client, nil
}
