// The healthy life of a service, put around a leaking program: what ranking must not take for the leak.
//
// It is built together with the programs of $(go env GOROOT)/src/runtime/testdata/testgoroutineleakprofile, whose main.go
// it replaces: `bed LEAK OUT` runs one of them among all of this and writes what goroutine?debug=2 and debug=0 say.
package main

import (
	"bufio"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"strconv"
	"sync"
	"syscall"
	"time"
)

const yieldCount = 10

var cmds = map[string]func(){}

func register(name string, f func()) { cmds[name] = f }

func registerInit(name string, f func()) {}

// Everything healthy is reachable from here, so that Go's own detector calls none of it leaked.
var alive struct {
	sync.Mutex
	all []any
}

func keep(one any) {
	alive.Lock()
	alive.all = append(alive.all, one)
	alive.Unlock()
}

func main() {
	if len(os.Args) < 3 || cmds[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: bed LEAK OUT [SIZE]")
		os.Exit(2)
	}
	size := 200
	if len(os.Args) > 3 {
		size, _ = strconv.Atoi(os.Args[3])
	}
	service(size)
	out := os.Stdout
	os.Stdout, _ = os.Open(os.DevNull)
	done := make(chan bool)
	keep(done)
	go func() {
		cmds[os.Args[1]]()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
	}
	os.Stdout = out
	time.Sleep(50 * time.Millisecond)
	write(os.Args[2]+".txt", 2)
	write(os.Args[2]+".pb.gz", 0)
	os.Exit(0)
}

func write(name string, form int) {
	file, err := os.Create(name)
	if err != nil {
		panic(err)
	}
	if form == 2 {
		// Marked by the run of the leak profile that each program asks for at its end.
		pprof.Lookup("goroutineleak").WriteTo(io.Discard, 0)
	}
	pprof.Lookup("goroutine").WriteTo(file, form)
	file.Close()
}

func service(size int) {
	startPool(size)
	startDispatchers(size / 10)
	startTickers(12)
	startCaches(6)
	startConditions(size / 8)
	startWriters(size / 20)
	startServer(size / 4)
	startLines(size / 10)
	startDatabase(3)
	startSubscribers(size / 10)
	startSignals()
	startChild()
	time.Sleep(100 * time.Millisecond)
}

type job struct{ id int }

// A pool whose workers wait for work.
type Pool struct {
	jobs chan job
	wg   sync.WaitGroup
}

func startPool(size int) {
	p := &Pool{jobs: make(chan job)}
	keep(p)
	for i := 0; i < size; i++ {
		p.wg.Add(1)
		go p.worker()
	}
	for i := 0; i < size; i++ {
		p.jobs <- job{i}
	}
	go p.wg.Wait()
}

func (p *Pool) worker() {
	defer p.wg.Done()
	for one := range p.jobs {
		_ = one
	}
}

// Workers that select between work and the end.
type dispatcher struct {
	in   chan job
	quit chan struct{}
}

func startDispatchers(n int) {
	d := &dispatcher{make(chan job), make(chan struct{})}
	keep(d)
	for i := 0; i < n; i++ {
		go func() {
			for {
				select {
				case <-d.in:
				case <-d.quit:
					return
				}
			}
		}()
	}
}

func startTickers(n int) {
	for i := 0; i < n; i++ {
		t := time.NewTicker(time.Hour)
		keep(t)
		go func() {
			for range t.C {
				runtime.Gosched()
			}
		}()
	}
}

// The loop of a cache that throws old entries out, one an instance.
type cache struct {
	stop chan struct{}
	mu   sync.Mutex
	held map[string]string
}

func newCache(ctx context.Context) *cache {
	c := &cache{stop: make(chan struct{}), held: map[string]string{}}
	go c.janitor(ctx)
	return c
}

func (c *cache) janitor(ctx context.Context) {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			c.mu.Lock()
			clear(c.held)
			c.mu.Unlock()
		case <-c.stop:
			return
		case <-ctx.Done():
			return
		}
	}
}

func startCaches(n int) {
	ctx, cancel := context.WithCancel(context.Background())
	keep(cancel)
	for i := 0; i < n; i++ {
		keep(newCache(ctx))
	}
}

// Workers on a queue with a condition.
type queue struct {
	mu    sync.Mutex
	ready *sync.Cond
	items []job
}

func startConditions(n int) {
	q := &queue{}
	q.ready = sync.NewCond(&q.mu)
	keep(q)
	for i := 0; i < n; i++ {
		go q.take()
	}
}

func (q *queue) take() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		for len(q.items) == 0 {
			q.ready.Wait()
		}
		q.items = q.items[1:]
	}
}

// Each a connection with a reader and a writer, as of gRPC, websockets or a message broker.
func startLines(n int) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	keep(listener)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			keep(conn)
			go serveLine(conn)
		}
	}()
	for i := 0; i < n; i++ {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			panic(err)
		}
		l := &line{conn: conn, out: make(chan []byte), done: make(chan struct{})}
		keep(l)
		go l.readLoop()
		go l.writeLoop()
	}
}

func serveLine(conn net.Conn) {
	in := bufio.NewReader(conn)
	for {
		text, err := in.ReadString('\n')
		if err != nil {
			return
		}
		io.WriteString(conn, text)
	}
}

type line struct {
	conn net.Conn
	out  chan []byte
	done chan struct{}
}

func (l *line) readLoop() {
	defer close(l.done)
	io.Copy(io.Discard, l.conn)
}

func (l *line) writeLoop() {
	for {
		select {
		case text := <-l.out:
			l.conn.Write(text)
		case <-l.done:
			return
		}
	}
}

// Log writers that are idle.
func startWriters(n int) {
	for i := 0; i < n; i++ {
		lines := make(chan string, 16)
		keep(lines)
		go drain(lines)
	}
}

func drain(lines <-chan string) {
	for text := range lines {
		io.WriteString(io.Discard, text)
	}
}

// A web server and clients that keep their connections, some with a request that is under way.
func startServer(clients int) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	hold := make(chan struct{})
	keep(hold)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/events" {
			w.(http.Flusher).Flush()
			select {
			case <-r.Context().Done():
			case <-hold:
			}
			return
		}
		io.WriteString(w, "ok")
	})}
	keep(server)
	go server.Serve(listener)
	url := "http://" + listener.Addr().String()
	for i := 0; i < clients; i++ {
		client := &http.Client{Transport: &http.Transport{}}
		keep(client)
		answer, err := client.Get(url)
		if err != nil {
			panic(err)
		}
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
	for i := 0; i < 5; i++ {
		go listen(url + "/events")
	}
}

func listen(url string) {
	client := &http.Client{Transport: &http.Transport{}}
	keep(client)
	answer, err := client.Get(url)
	if err != nil {
		return
	}
	keep(answer)
	defer answer.Body.Close()
	events := bufio.NewScanner(answer.Body)
	for events.Scan() {
		_ = events.Text()
	}
}

// Subscribers come over time, each from a goroutine that ended since.
func startSubscribers(n int) {
	type hub struct {
		mu   sync.Mutex
		subs []chan string
	}
	h := &hub{}
	keep(h)
	for i := 0; i < n; i++ {
		done := make(chan bool)
		go func() {
			in := make(chan string, 1)
			h.mu.Lock()
			h.subs = append(h.subs, in)
			h.mu.Unlock()
			go drain(in)
			close(done)
		}()
		<-done
	}
}

type nothing struct{}

func (nothing) Open(string) (driver.Conn, error) { return nil, errors.New("no database") }

func startDatabase(n int) {
	sql.Register("nothing", nothing{})
	for i := 0; i < n; i++ {
		db, err := sql.Open("nothing", "")
		if err != nil {
			panic(err)
		}
		keep(db)
	}
}

func startSignals() {
	signals := make(chan os.Signal, 1)
	keep(signals)
	signal.Notify(signals, syscall.SIGHUP)
	go func() {
		for range signals {
			runtime.Gosched()
		}
	}()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	keep(stop)
	go func() {
		<-ctx.Done()
		os.Exit(1)
	}()
}

// A child process that is waited for.
func startChild() {
	child := exec.Command("sleep", "60")
	child.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if child.Start() == nil {
		keep(child)
		go child.Wait()
	}
}
