package serverliteral

import (
	"crypto/tls"
	"net/http"
)

func NewServer(addr string, h http.Handler, conf *tls.Config) *http.Server {
	return &http.Server{ // want "Server"
		Addr:      addr,
		Handler:   h,
		TLSConfig: conf,
	}
}
