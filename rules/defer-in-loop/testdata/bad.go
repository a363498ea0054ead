package loops

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

func serve(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		defer c.Close() // want "c is released by a deferred call in a loop"
		io.Copy(c, c)
	}
}

func poll(client *http.Client, url string) error {
	for {
		resp, err := client.Get(url)
		if err != nil {
			return err
		}
		defer resp.Body.Close() // want "resp.Body is released by a deferred call in a loop"
		if resp.StatusCode == http.StatusOK {
			return nil
		}
	}
}

func each(ctx context.Context, work func(context.Context) error) error {
	for ctx.Err() == nil {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel() // want "cancel is released by a deferred call in a loop"
		if err := work(ctx); err != nil {
			return err
		}
	}
	return nil
}

func inClosure(names *bufio.Scanner) error {
	for names.Scan() {
		f, err := os.Open(names.Text())
		if err != nil {
			return err
		}
		defer func() { // want "f is released by a deferred call in a loop"
			if err := f.Close(); err != nil {
				println(err.Error())
			}
		}()
	}
	return names.Err()
}

func withArgument(names <-chan string) error {
	for name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer func(c io.Closer) { c.Close() }(f) // want "is released by a deferred call in a loop"
	}
	return nil
}

func connections(conns <-chan net.Conn) {
	for c := range conns {
		defer c.Close() // want "c is released by a deferred call in a loop"
		io.WriteString(c, "hello\n")
	}
}

type counter struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counter) count(names <-chan string) {
	for name := range names {
		c.mu.Lock()
		defer c.mu.Unlock() // want "c.mu is released by a deferred call in a loop"
		c.n[name]++
	}
}

func merge(out io.Writer, names []string) error {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close() // want "f is released by a deferred call in a loop"
		if _, err := io.Copy(out, f); err != nil {
			return err
		}
	}
	return nil
}
