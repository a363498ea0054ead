package helperblocks

import (
	"log"
	"net"
)

type Agent struct {
	Addr string
	fail chan error
}

func park(why string) {
	log.Print("parked: ", why)
	select {} // want "."
}

func (a *Agent) Serve(lis net.Listener) {
	go func() {
		for {
			c, err := lis.Accept()
			if err != nil {
				park(err.Error())
				return
			}
			c.Close()
		}
	}()
}
