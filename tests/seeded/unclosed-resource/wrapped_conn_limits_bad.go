package wrappedconnlimits

import (
	"io"
	"net"
	"time"
)

type limited struct {
	net.Conn
	left int
}

func (l *limited) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, io.EOF
	}
	n, err := l.Conn.Read(b)
	l.left -= n
	return n, err
}

func limit(c net.Conn, n int) net.Conn { return &limited{c, n} }

// Banner reads what a server says first.
func Banner(addr string) (string, error) {
	c, err := net.Dial("tcp", addr) // want "c"
	if err != nil {
		return "", err
	}
	lc := limit(c, 256)
	if err := lc.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
		return "", err
	}
	b, err := io.ReadAll(lc)
	if err != nil {
		return "", err
	}
	lc.Close()
	return string(b), nil
}
