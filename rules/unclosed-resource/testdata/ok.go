package resource

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/rpc"
	"os"
	"sync"
	"testing"
)

func deferred(path string) error {
	f, err := os.Open(path) // ok
	if err != nil {
		return err
	}
	defer f.Close()
	return scan(f)
}

func ignoringItsError(path string) error {
	f, err := os.Create(path) // ok
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	_, err = io.WriteString(f, "x")
	return err
}

func closeKeepsTheError(path string) (err error) {
	f, err := os.Create(path) // ok
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); cerr != nil && err == nil {
			err = cerr
		}
	}()
	_, err = io.WriteString(f, "x")
	return err
}

func closesAndReturnsOnEachPath(path string) error {
	f, err := os.Create(path) // ok
	if err != nil {
		return err
	}
	if _, err := io.WriteString(f, "x"); err != nil {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}

func returned(path string) (io.ReadCloser, error) {
	f, err := os.Open(path) // ok
	if err != nil {
		return nil, err
	}
	return f, nil
}

func directly(path string) (io.ReadCloser, error) {
	return os.Open(path) // ok
}

func handedOnOnlyIfFine(path string) (_ *os.File, err error) {
	f, err := os.Open(path) // ok: the closure sees the result, and a nil one returns the file
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	if _, err := f.Stat(); err != nil {
		return nil, err
	}
	return f, nil
}

type pair struct {
	io.Reader
	io.Closer
}

func unpacked(path string) (io.ReadCloser, error) {
	f, err := os.Open(path) // ok: closing the pair closes the file
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, err
	}
	return pair{z, f}, nil
}

func memoryOnly(r io.Reader) ([]byte, error) {
	z, err := gzip.NewReader(r) // ok: nothing lies beneath
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

type logger struct {
	mu   sync.Mutex
	file *os.File
}

func newLogger(path string) (*logger, error) {
	f, err := os.Create(path) // ok
	if err != nil {
		return nil, err
	}
	return &logger{file: f}, nil
}

func (l *logger) rotate(path string) error {
	f, err := os.Create(path) // ok
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.file.Close()
	l.file = f
	return nil
}

func (l *logger) Close() error { return l.file.Close() }

func secured(address string) (*tls.Conn, error) {
	raw, err := net.Dial("tcp", address) // ok: tls.Conn closes what lies beneath it
	if err != nil {
		return nil, err
	}
	return tls.Client(raw, &tls.Config{MinVersion: tls.VersionTLS13}), nil
}

func securedLocal(address string) error {
	raw, err := net.Dial("tcp", address) // ok
	if err != nil {
		return err
	}
	conn := tls.Client(raw, &tls.Config{MinVersion: tls.VersionTLS13})
	defer conn.Close()
	return conn.Handshake()
}

func served(address string, h http.Handler) error {
	l, err := net.Listen("tcp", address) // ok: Serve closes it
	if err != nil {
		return err
	}
	return http.Serve(l, h)
}

func servedByServer(address string, h http.Handler) error {
	l, err := net.Listen("tcp", address) // ok
	if err != nil {
		return err
	}
	s := &http.Server{Handler: h}
	return s.Serve(l)
}

func servedElsewhere(ctx context.Context, address string, s *http.Server) error {
	l, err := net.Listen("tcp", address) // ok
	if err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return s.Shutdown(context.WithoutCancel(ctx))
	}
}

func called(address string) error {
	conn, err := net.Dial("tcp", address) // ok: the client closes it
	if err != nil {
		return err
	}
	c := rpc.NewClient(conn)
	defer c.Close()
	return c.Call("A.B", 1, nil)
}

func acceptLoop(l net.Listener) error {
	for {
		conn, err := l.Accept() // ok
		if err != nil {
			return err
		}
		go serve(conn)
	}
}

func logsToFile(path string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) // ok: the log lives on
	if err != nil {
		return err
	}
	log.SetOutput(f)
	return nil
}

func fatal(path string) []byte {
	f, err := os.Open(path) // ok
	if err != nil {
		log.Fatal(err)
	}
	data, err := io.ReadAll(f)
	if err != nil {
		log.Fatal(err)
	}
	f.Close()
	return data
}

func registered(t *testing.T, path string) *os.File {
	f, err := os.Open(path) // ok
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func optional(path string) (err error) {
	var f *os.File
	if path != "" {
		if f, err = os.Open(path); err != nil { // ok: closed where there is one
			return err
		}
	}
	if f != nil {
		defer f.Close()
		return scan(f)
	}
	return nil
}

func uploaded(url, path string) error {
	f, err := os.Open(path) // ok: the transport closes the request's body
	if err != nil {
		return err
	}
	resp, err := http.Post(url, "text/plain", f)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func closeQuietly(c io.Closer) {
	if err := c.Close(); err != nil {
		log.Print(err)
	}
}

func byHelper(path string) error {
	f, err := os.Open(path) // ok
	if err != nil {
		return err
	}
	defer closeQuietly(f)
	return scan(f)
}

func bothEnds() error {
	r, w, err := os.Pipe() // ok
	if err != nil {
		return err
	}
	defer r.Close()
	go func() {
		defer w.Close()
		io.WriteString(w, "x")
	}()
	return scan(r)
}

func toOutput(path string) (err error) {
	out := os.Stdout
	if path != "-" {
		if out, err = os.Create(path); err != nil { // ok
			return err
		}
		defer out.Close()
	}
	_, err = io.WriteString(out, "x")
	return err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, os.ErrNotExist)
}

func notThere(path string) ([]byte, error) {
	f, err := os.Open(path) // ok: os.IsNotExist is true only of an error
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func list(dir string) ([]string, error) {
	f, err := os.Open(dir) // ok
	if err != nil {
		return nil, err
	}
	names, err := f.Readdirnames(-1)
	f.Close()
	return names, err
}

type limited struct {
	net.Listener
	limit int
}

func wrapped(address string, limit int) (net.Listener, error) {
	l, err := net.Listen("tcp", address) // ok: the wrapper takes its place
	if err != nil {
		return nil, err
	}
	if limit > 0 {
		l = &limited{Listener: l, limit: limit}
	}
	return l, nil
}

type view struct{ r io.Reader }

func newView(r io.Reader) *view { return &view{r: r} }

func (v *view) Close() error { return nil }

func looksAt(r io.Reader) error {
	v := newView(r) // ok: its Close does nothing
	_, err := io.ReadAll(v.r)
	return err
}

type borrower struct{ file *os.File }

func borrow(f *os.File) *borrower { return &borrower{file: f} }

func (b *borrower) Close() error { return b.file.Close() }

func lent(path string) error {
	f, err := os.Open(path) // ok: closed by whoever opened it
	if err != nil {
		return err
	}
	defer f.Close()
	b := borrow(f) // ok: it holds nothing of its own
	_, err = b.file.Stat()
	return err
}

type worker struct{ done chan struct{} }

func newWorker() *worker {
	w := &worker{done: make(chan struct{})}
	go w.loop()
	return w
}

func (w *worker) loop()  { <-w.done }
func (w *worker) Run()   { <-w.done }
func (w *worker) Close() { close(w.done) }

func runs() {
	w := newWorker() // ok: Run comes back when it is over
	w.Run()
}

func keeps(all map[string]*worker) {
	w := newWorker() // ok: the map keeps it
	all["a"] = w
}

var registry = map[string]*worker{}

func shared(name string) *worker {
	w := newWorker() // ok
	registry[name] = w
	return w
}

func usesShared() {
	w := shared("a") // ok: others hold it, too
	_ = w.done
}

func closesIt() {
	w := newWorker() // ok
	defer w.Close()
	_ = w.done
}

type lines struct{ src io.ReadCloser }

func newLines(src io.ReadCloser) *lines { return &lines{src: src} }

func (l *lines) Close() error { return l.src.Close() }

func wrappedAndClosed(path string) error {
	f, err := os.Open(path) // ok: the wrapper closes it
	if err != nil {
		return err
	}
	l := newLines(f)
	defer l.Close()
	return scan(l.src)
}

func wrappedAndReturned(path string) (*lines, error) {
	f, err := os.Open(path) // ok
	if err != nil {
		return nil, err
	}
	return newLines(f), nil
}

type looped struct {
	conn net.Conn
	done chan struct{}
}

func (l *looped) dial(address string) error {
	conn, err := net.Dial("tcp", address) // ok: the loop closes it when Close ends the loop
	if err != nil {
		return err
	}
	l.conn = conn
	go l.loop()
	return nil
}

func (l *looped) loop() {
	defer l.conn.Close()
	<-l.done
}

func (l *looped) Close() { close(l.done) } // ok

type hosted struct {
	l net.Listener
	s *http.Server
}

func (s *hosted) start(address string) error {
	l, err := net.Listen("tcp", address) // ok
	if err != nil {
		return err
	}
	s.l = l
	go func() { s.s.Serve(s.l) }()
	return nil
}

func (s *hosted) Close() error { return s.s.Close() } // ok: the server closes its listener

type talk struct {
	conn net.Conn
	over chan struct{}
}

func newTalk(address string) (*talk, error) {
	conn, err := net.Dial("tcp", address) // ok: the talk's
	if err != nil {
		return nil, err
	}
	t := &talk{conn, make(chan struct{})}
	go func() {
		<-t.over
	}()
	return t, nil
}

func (t *talk) Close() error { return t.CloseWithReason("") }

func (t *talk) CloseWithReason(reason string) error {
	close(t.over)
	log.Print(reason)
	return t.conn.Close()
}

// A kind of Close by another name.
func closedWithReason(address string) error {
	t, err := newTalk(address) // ok
	if err != nil {
		return err
	}
	defer t.CloseWithReason("done")
	return nil
}

// The goroutine accepts on it until it fails.
func accepting(address string) error {
	ln, err := net.Listen("tcp", address) // ok
	if err != nil {
		return err
	}
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			conn.Close()
		}
	}()
	return nil
}

type deferredEnd struct {
	conn net.Conn
	end  func()
}

func (d *deferredEnd) dial(address string) error {
	conn, err := net.Dial("tcp", address) // ok
	if err != nil {
		return err
	}
	d.conn, d.end = conn, d.finalClose
	return nil
}

func (d *deferredEnd) finalClose() {
	d.conn.Close()
	d.conn = nil
}

func (d *deferredEnd) Close() { d.end() } // ok: by the stored method value
func failedTells(name string) error {
	failed := func(err error) bool {
		if err != nil {
			log.Print(err)
			return true
		}
		return false
	}
	f, err := os.Open(name) // ok: where failed answers true there is no file
	if failed(err) {
		return err
	}
	defer f.Close()
	return nil
}

type cleaner interface{ Cleanup(func()) }

type almanac struct{ f *os.File }

func (j *almanac) Close() { j.f.Close() }

func openAlmanac(name string) (*almanac, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	return &almanac{f: f}, nil
}

func lentAlmanac(c cleaner) *almanac {
	j, err := openAlmanac("today")
	if err != nil {
		log.Fatal(err)
	}
	c.Cleanup(j.Close)
	return j
}

func writesLent(c cleaner) string {
	j := lentAlmanac(c) // ok: its maker has left word to close it
	return j.f.Name()
}

type labelled struct {
	f    *os.File
	once func() error
}

func label(f *os.File) *labelled {
	if _, err := f.Stat(); err != nil {
		log.Print(err)
		return nil
	}
	l := &labelled{f: f}
	l.once = f.Close
	return l
}

func openLabelled(name string, wrap func(*labelled) (io.Reader, error)) (io.Reader, error) {
	f, err := os.Open(name) // ok: what label makes of it goes on, and to the caller
	if err != nil {
		return nil, err
	}
	r, err := wrap(label(f))
	if err != nil {
		f.Close()
		return nil, err
	}
	return r, nil
}

// The hub keeps those it made as the keys of a map, and closes them.
type hub struct {
	mu    sync.Mutex
	ports map[*port]string
	in    chan string
}

type port struct {
	of    *hub
	lines chan string
	done  chan struct{}
}

func (h *hub) newPort(name string) *port {
	p := &port{of: h, lines: make(chan string), done: make(chan struct{})}
	h.mu.Lock()
	h.ports[p] = name
	h.mu.Unlock()
	go p.pump()
	return p
}

func (p *port) pump() {
	for {
		select {
		case line := <-p.of.in:
			log.Print(line)
		case <-p.done:
			return
		}
	}
}

func (p *port) Close() { close(p.done) }

func (h *hub) closeAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for p := range h.ports {
		p.Close()
	}
}

func connected(h *hub) {
	p := h.newPort("first") // ok
	log.Print(len(p.lines))
	h.closeAll()
}
