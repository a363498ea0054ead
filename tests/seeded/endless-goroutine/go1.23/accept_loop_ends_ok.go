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
	go func() {
		for {
			c, err := f.lis.Accept()
			if err != nil {
				log.Print("accept: ", err)
				return
			}
			go f.handle(c)
		}
	}()
}

func (f *Front) Stop() error { return f.lis.Close() }
