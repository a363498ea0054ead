package web

import (
	"context"
	"net/http"
	"time"
)

var patient = &http.Client{Timeout: time.Minute} // ok: a timeout

func fetchPatiently(address string) (*http.Response, error) {
	return patient.Get(address) // ok: a client of our own
}

func fetchWithContext(ctx context.Context, address string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(req) // ok: the context may end it
}

func serverWithTimeout(address string, h http.Handler) *http.Server {
	return &http.Server{Addr: address, Handler: h, ReadHeaderTimeout: time.Second} // ok: a timeout
}

func serverWithReadTimeout(address string, h http.Handler) *http.Server {
	return &http.Server{Addr: address, Handler: h, ReadTimeout: time.Minute} // ok: a timeout
}

func serverSetLater(address string) *http.Server {
	s := &http.Server{Addr: address} // ok: set below
	s.ReadHeaderTimeout = time.Second
	return s
}

func clientSetLater(d time.Duration) *http.Client {
	c := &http.Client{} // ok: set below
	c.Timeout = d
	return c
}

type Client struct{ Base string }

func own() *Client { return &Client{Base: "/"} } // ok: a type of our own
