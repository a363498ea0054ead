package deferlogold

import "log"

type Conn struct{ name string }

func (c *Conn) Close() error { return nil }

// CloseAll closes the connections when the caller is done.
func With(conns []*Conn, fn func() error) error {
	for _, c := range conns {
		defer func() {
			if err := c.Close(); err != nil { // want "c"
				log.Print(c.name, err)
			}
		}()
	}
	return fn()
}
