package goroutinetakesconn

import (
	"io"
	"log"
	"net"
)

type Proxy struct {
	lis      net.Listener
	upstream string
	allow    func(net.Addr) bool
}

func (p *Proxy) pipe(client, server net.Conn) {
	defer client.Close()
	defer server.Close()
	go io.Copy(server, client)
	io.Copy(client, server)
}

// Serve accepts until the listener is closed.
func (p *Proxy) Serve() error {
	for {
		client, err := p.lis.Accept()
		if err != nil {
			return err
		}
		if !p.allow(client.RemoteAddr()) {
			log.Printf("refused %s", client.RemoteAddr())
			client.Close()
			continue
		}
		server, err := net.Dial("tcp", p.upstream)
		if err != nil {
			log.Print(err)
			client.Close()
			continue
		}
		go p.pipe(client, server)
	}
}
