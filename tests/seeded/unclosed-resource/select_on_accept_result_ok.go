package selectonacceptresult

import (
	"log"
	"net"
)

type Endpoint struct {
	lis  *net.TCPListener
	work chan net.Conn
	stop chan struct{}
}

// Loop hands connections to workers until stop.
func (e *Endpoint) Loop() error {
	defer e.lis.Close()
	for {
		c, err := e.lis.AcceptTCP()
		if err != nil {
			return err
		}
		if err := c.SetNoDelay(true); err != nil {
			log.Print(err)
		}
		select {
		case e.work <- c:
		case <-e.stop:
			c.Close()
			return nil
		}
	}
}
