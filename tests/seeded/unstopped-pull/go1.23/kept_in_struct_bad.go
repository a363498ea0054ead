package keptinstruct

import (
	"io"
	"iter"
)

type Cursor struct {
	next func() (string, error, bool)
	stop func()
	row  int
}

func Open(seq iter.Seq2[string, error]) *Cursor {
	next, stop := iter.Pull2(seq) // want "stop"
	return &Cursor{next: next, stop: stop}
}

func (c *Cursor) Read() (string, error) {
	s, err, ok := c.next()
	if !ok {
		return "", io.EOF
	}
	c.row++
	return s, err
}

func (c *Cursor) Close() {
	c.row = 0
}
