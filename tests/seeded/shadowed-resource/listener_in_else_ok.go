package listenerinelse

import (
	"crypto/tls"
	"log"
	"net"
)

type Config struct {
	Addr string
	TLS  *tls.Config
}

// Listen opens the listener, with or without encryption.
func Listen(c Config) (lis net.Listener, err error) {
	if c.TLS == nil {
		lis, err = net.Listen("tcp", c.Addr)
	} else {
		lis, err = tls.Listen("tcp", c.Addr, c.TLS)
		if err == nil {
			log.Printf("tls on %s", lis.Addr())
		}
	}
	return lis, err
}
