package resource

import (
	"archive/zip"
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

func never(path string) error {
	f, err := os.Open(path) // want "f from os.Open is not closed before the return on line 22"
	if err != nil {
		return err
	}
	return scan(f)
}

func earlyReturn(path string) (int64, error) {
	f, err := os.Open(path) // want "f from os.Open is not closed before the return on line 32"
	if err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	size := info.Size()
	return size, f.Close()
}

func onlyForTheError(path string) (size int64, err error) {
	f, err := os.Open(path) // want "f from os.Open is not closed before the return on line 52"
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func lateDefer(address string) error {
	conn, err := net.Dial("tcp", address) // want "conn from net.Dial is not closed before the return on line 61"
	if err != nil {
		return err
	}
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	defer conn.Close()
	_, err = io.WriteString(conn, "PING\r\n")
	return err
}

func inLoop(paths []string) error {
	for _, path := range paths {
		f, err := os.Open(path) // want "f from os.Open is not closed before the loop acquires the next one"
		if err != nil {
			return err
		}
		if err := scan(f); err != nil {
			f.Close()
			return err
		}
	}
	return nil
}

func accepted(l net.Listener, allowed func(net.Addr) bool) error {
	for {
		conn, err := l.Accept() // want "conn from l.Accept is not closed before the loop acquires the next one"
		if err != nil {
			return err
		}
		if !allowed(conn.RemoteAddr()) {
			continue
		}
		go serve(conn)
	}
}

func secure(ctx context.Context, address string) error {
	var d tls.Dialer
	conn, err := d.DialContext(ctx, "tcp", address) // want "conn from d.DialContext is not closed before the return on line 102"
	if err != nil {
		return err
	}
	_, err = conn.Write([]byte("hello"))
	return err
}

func handshakeFails(address string) (net.Conn, error) {
	raw, err := net.DialTimeout("tcp", address, time.Second) // want "raw from net.DialTimeout is not closed before the return on line 111"
	if err != nil {
		return nil, err
	}
	if _, err := raw.Write([]byte{5, 1, 0}); err != nil {
		return nil, err
	}
	return raw, nil
}

func archive(path string) (int, error) {
	z, err := zip.OpenReader(path) // want "z from zip.OpenReader is not closed before the return on line 121"
	if err != nil {
		return 0, err
	}
	return len(z.File), nil
}

func oneEnd() error {
	r, w, err := os.Pipe() // want "w from os.Pipe is not closed before the return on line 131"
	if err != nil {
		return err
	}
	defer r.Close()
	if _, err := io.WriteString(w, "x"); err != nil {
		return err
	}
	return scan(r)
}

func openLog(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
}

func throughHelper(path, line string) error {
	f, err := openLog(path) // want "f from openLog is not closed before the return on line 146"
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, line)
	return err
}

func hijacked(w http.ResponseWriter) error {
	h, ok := w.(http.Hijacker)
	if !ok {
		return errors.New("no hijacker")
	}
	conn, rw, err := h.Hijack() // want "conn from h.Hijack is not closed before the return on line 159"
	if err != nil {
		return err
	}
	if _, err := rw.WriteString("HTTP/1.1 200 OK\r\n\r\n"); err != nil {
		return err
	}
	return conn.Close()
}

func readerOnly(path string) (*bufio.Reader, error) {
	f, err := os.Open(path) // want "f from os.Open is not closed before the return on line 169"
	if err != nil {
		return nil, err
	}
	return bufio.NewReader(f), nil
}

func overwritten(paths [2]string) error {
	f, err := os.Open(paths[0]) // want "f from os.Open is not closed before its variable is overwritten on line 177"
	if err != nil {
		return err
	}
	f, err = os.Open(paths[1])
	if err != nil {
		return err
	}
	defer f.Close()
	return scan(f)
}

func scan(r io.Reader) error {
	s := bufio.NewScanner(r)
	for s.Scan() {
		fmt.Println(s.Text())
	}
	return s.Err()
}

func serve(conn net.Conn) {
	defer conn.Close()
	io.Copy(conn, conn)
}

func wrappedAndLost(address string, limit int) (net.Listener, error) {
	l, err := net.Listen("tcp", address) // want "l from net.Listen is not closed before the return on line 205"
	if err != nil {
		return nil, err
	}
	l = &limited{Listener: l, limit: limit}
	if limit < 0 {
		return nil, errors.New("limit below zero")
	}
	return l, nil
}

func unlinked(dir string) (f *os.File, err error) {
	f, err = os.CreateTemp(dir, "scratch") // want "f from os.CreateTemp is not closed before the return on line 216"
	if err != nil {
		return nil, err
	}
	if err = os.Remove(f.Name()); err != nil {
		return nil, err
	}
	return f, nil
}

type cache struct {
	done chan struct{}
	dir  *os.File
}

func newCache(every time.Duration) *cache {
	c := &cache{done: make(chan struct{})}
	go c.expire(every)
	return c
}

func (c *cache) expire(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-c.done:
			return
		}
	}
}

func (c *cache) get(key string) string { return key }

func (c *cache) Close() { close(c.done) }

func lookUp(key string) (string, error) {
	c := newCache(time.Minute) // want "c from newCache is not closed before the return on line 251"
	if key == "" {
		return "", errors.New("no key")
	}
	value := c.get(key)
	c.Close()
	return value, nil
}

type journal struct{ file *os.File }

func openJournal(path string) (*journal, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return &journal{file: f}, nil
}

func (j *journal) write(line string) error {
	_, err := fmt.Fprintln(j.file, line)
	return err
}

func (j *journal) Close() error { return j.file.Close() }

func record(path string, lines []string) error {
	j, err := openJournal(path) // want "j from openJournal is not closed before the return on line 282"
	if err != nil {
		return err
	}
	for _, line := range lines {
		if err := j.write(line); err != nil {
			return err
		}
	}
	return j.Close()
}

type ledger struct {
	data  *os.File
	index *os.File
}

func openLedger(path string) (*ledger, error) {
	data, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	index, err := os.Create(path + ".index")
	if err != nil {
		data.Close()
		return nil, err
	}
	return &ledger{data: data, index: index}, nil
}

func (l *ledger) Close() error { return l.data.Close() } // want "ledger.Close does not close field index"

type rotator struct {
	path string
	file *os.File
}

func (r *rotator) next() error {
	f, err := os.Create(r.path)
	if err != nil {
		return err
	}
	r.file = f
	return nil
}

func (r *rotator) rotate() error {
	r.file.Close()
	return r.next()
}

func (r *rotator) Close() error { return os.Remove(r.path) } // want "rotator.Close does not close field file, which next fills from os.Create"

type scanner struct {
	src io.ReadCloser
	buf *bufio.Reader
}

func newScanner(src io.ReadCloser) *scanner {
	return &scanner{src: src, buf: bufio.NewReader(src)}
}

func (s *scanner) next() (string, error) { return s.buf.ReadString('\n') }

func (s *scanner) Close() error { return s.src.Close() }

func firstLine(path string) (string, error) {
	f, err := os.Open(path) // want "f from os.Open is not closed before the return on line 350"
	if err != nil {
		return "", err
	}
	s := newScanner(f)
	line, err := s.next()
	if err != nil {
		return "", err
	}
	return line, s.Close()
}

func captured(work func() error) error {
	r, w, err := os.Pipe() // want "w from os.Pipe is not closed before the return on line 366"
	if err != nil {
		return err
	}
	defer r.Close()
	old := os.Stdout
	os.Stdout = w
	err = work()
	os.Stdout = old
	if err != nil {
		return err
	}
	return w.Close()
}

// Nobody but the caller knows the relay.
type relay struct {
	in   chan string
	done chan struct{}
}

func newRelay(names map[string]int, name string) *relay {
	r := &relay{in: make(chan string), done: make(chan struct{})}
	names[name] = len(names)
	go func() {
		for {
			select {
			case <-r.in:
			case <-r.done:
				return
			}
		}
	}()
	return r
}

func (r *relay) Close() { close(r.done) }

func relayed(names map[string]int) {
	r := newRelay(names, "first") // want "r from newRelay is not closed before the function ends"
	r.in <- "hello"
}
