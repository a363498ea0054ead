package acceptloopends

import (
	"log"
	"net"
)

type Front struct {
	lis    net.Listener
	handle func(net.Conn)
}

func (f *Front) Start() {
	go func() { // want "."
		for { // or "."
			c, err := f.lis.Accept()
			if err != nil {
				log.Print("accept: ", err)
				continue
			}
			go f.handle(c)
		}
	}()
}

func (f *Front) Stop() error { return f.lis.Close() }
