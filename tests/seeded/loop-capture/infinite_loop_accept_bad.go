package netsrv

import "net"

func Serve(ln net.Listener, handle func(net.Conn)) error {
	var (
		conn net.Conn
		err  error
	)
	for {
		conn, err = ln.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer println("done")
			handle(conn) // want "conn"
		}()
	}
}
