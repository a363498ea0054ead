package workererrorbeforeready

import (
	"log"
	"net"
)

type Node struct {
	addr string
	lis  net.Listener
}

// Up listens in the background and waits until the port is open.
func (n *Node) Up(handle func(net.Conn)) {
	ready := make(chan struct{})
	go func() {
		lis, err := net.Listen("tcp", n.addr)
		if err != nil {
			log.Print(err)
			return
		}
		n.lis = lis
		close(ready)
		for {
			c, err := lis.Accept()
			if err != nil {
				return
			}
			go handle(c)
		}
	}()
	<-ready // want "ready"
}
