package web

import (
	"io"
	"net"
	"net/http"
	"net/url"
)

func fetch(address string) ([]byte, error) {
	resp, err := http.Get(address) // want "http.Get uses the default client"
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func send(address string, form url.Values) error {
	resp, err := http.PostForm(address, form) // want "http.PostForm uses the default client"
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func serve(address string, h http.Handler) error {
	return http.ListenAndServe(address, h) // want "http.ListenAndServe makes a server without any timeout"
}

func serveOn(l net.Listener, h http.Handler) error {
	return http.Serve(l, h) // want "http.Serve makes a server without any timeout"
}

func server(address string, h http.Handler) *http.Server {
	return &http.Server{Addr: address, Handler: h} // want "this http.Server has no ReadHeaderTimeout"
}

func client() *http.Client {
	return &http.Client{Jar: nil} // want "this http.Client has no Timeout"
}
