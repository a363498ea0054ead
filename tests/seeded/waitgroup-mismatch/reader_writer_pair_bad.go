package duplex2

import (
	"io"
	"sync"
)

type Conn struct {
	rw      io.ReadWriteCloser
	in, out chan []byte
	wg      sync.WaitGroup
}

func (c *Conn) Start() {
	c.wg.Add(2) // want "Done|wg"
	go c.read()
	go c.write()
}

func (c *Conn) read() {
	defer c.wg.Done()
	defer close(c.in)
	buf := make([]byte, 1024)
	for {
		n, err := c.rw.Read(buf)
		if err != nil {
			return
		}
		c.in <- append([]byte(nil), buf[:n]...)
	}
}

func (c *Conn) write() {
	for b := range c.out {
		if _, err := c.rw.Write(b); err != nil {
			return
		}
	}
	c.wg.Done()
}

func (c *Conn) Close() {
	c.rw.Close()
	close(c.out)
	c.wg.Wait()
}
