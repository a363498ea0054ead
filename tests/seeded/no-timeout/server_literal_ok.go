package serverliteral

import (
	"crypto/tls"
	"net/http"
	"time"
)

func NewServer(addr string, h http.Handler, conf *tls.Config) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           h,
		TLSConfig:         conf,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       time.Minute,
	}
}
