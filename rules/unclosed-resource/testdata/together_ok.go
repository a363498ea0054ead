package resource

import (
	"io"
	"net"
	"net/http"
	"os"
)

var wanted = true

func serving() (srv *http.Server, l net.Listener, err error) {
	if !wanted {
		return nil, nil, nil
	}
	if l, err = net.Listen("tcp", "localhost:0"); err != nil {
		return nil, nil, err
	}
	return &http.Server{}, l, nil
}

type service struct {
	srv *http.Server
	l   net.Listener
}

// What one call gives is there together, or not at all.
func bothOrNone() (*service, error) {
	var (
		srv *http.Server
		l   net.Listener
		err error
	)
	switch srv, l, err = serving(); { // ok
	case err != nil:
		return nil, err
	case srv != nil && l != nil:
		return &service{srv, l}, nil
	default:
		return nil, nil
	}
}

func oneOfThem(quiet bool) (*service, error) {
	srv, l, err := serving() // want "l from serving is not closed before the return"
	if err != nil {
		return nil, err
	}
	if quiet {
		return nil, nil
	}
	return &service{srv, l}, nil
}

// The function that closes it comes along with it.
func opened(name string) (*os.File, func(), error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	return f, func() { _ = f.Close() }, nil
}

func withCleanup(name string) (string, error) {
	f, cleanup, err := opened(name) // ok
	if err != nil {
		return "", err
	}
	defer cleanup()
	text, err := io.ReadAll(f)
	return string(text), err
}

func plainly(name string) (*os.File, error) {
	f, err := os.Open(name)
	return f, err
}

func withoutCleanup(name string) (string, error) {
	f, err := plainly(name) // want "f from plainly is not closed before the return"
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(f)
	return string(text), err
}

type store interface {
	Get(key string) string
	Close() error
}

type stores interface {
	Create(name string) (store, error)
}

type inMemory struct{ held map[string]store }

func (m *inMemory) Create(name string) (store, error) { return m.held[name], nil }

func newMemoryStores() stores { return &inMemory{} }

type cached struct {
	f     *os.File
	front store
}

// Nothing stands behind a store in memory.
func newCached(name string) (*cached, error) {
	front, err := newMemoryStores().Create(name) // ok
	if err != nil {
		return nil, err
	}
	f, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	return &cached{f: f, front: front}, nil
}

func (c *cached) Close() error { return c.f.Close() }

type session struct {
	peer *net.TCPConn
	stop func()
	gone chan struct{}
}

func newSession(peer *net.TCPConn, stop func()) *session {
	s := &session{peer: peer, stop: stop, gone: make(chan struct{})}
	go s.read()
	return s
}

func (s *session) read() {
	defer close(s.gone)
	_, _ = io.Copy(io.Discard, s.peer)
}

func (s *session) Close() error {
	s.stop()
	return s.peer.Close()
}

// Whoever ends the peer ends the session on it.
func sessionOf(peer *net.TCPConn, stop func(), ready func() error) (*session, error) {
	s := newSession(peer, stop) // ok
	if err := ready(); err != nil {
		stop()
		_ = peer.Close()
		return nil, err
	}
	return s, nil
}

func sessionLeft(peer *net.TCPConn, stop func(), ready func() error) (*session, error) {
	s := newSession(peer, stop) // want "s from newSession is not closed before the return"
	if err := ready(); err != nil {
		return nil, err
	}
	return s, nil
}
