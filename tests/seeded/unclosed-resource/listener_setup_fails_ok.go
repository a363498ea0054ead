package listenersetupfails

import (
	"crypto/tls"
	"fmt"
	"net"
)

type Gateway struct {
	lis  net.Listener
	conf *tls.Config
}

func load(cert, key string) (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, err
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

// Listen opens the port and prepares the certificates.
func Listen(addr, cert, key string) (*Gateway, error) {
	lis, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	conf, err := load(cert, key)
	if err != nil {
		lis.Close()
		return nil, fmt.Errorf("certificates: %w", err)
	}
	return &Gateway{lis: tls.NewListener(lis, conf), conf: conf}, nil
}

func (g *Gateway) Close() error { return g.lis.Close() }
