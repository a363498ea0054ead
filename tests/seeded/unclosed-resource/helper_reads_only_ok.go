package helperreadsonly

import (
	"io"
	"log"
	"os"
)

func header(r io.Reader) (version int, err error) {
	var raw [8]byte
	if _, err = io.ReadFull(r, raw[:]); err != nil {
		return 0, err
	}
	return int(raw[4]), nil
}

func closing(c io.Closer, what string) {
	if err := c.Close(); err != nil {
		log.Printf("close %s: %v", what, err)
	}
}

type Catalog struct {
	Dir      string
	versions map[string]int
}

func (c *Catalog) Scan(names []string) error {
	for _, n := range names {
		f, err := os.Open(c.Dir + "/" + n)
		if err != nil {
			return err
		}
		v, err := header(f)
		closing(f, n)
		if err != nil {
			log.Printf("%s: %v", n, err)
			continue
		}
		c.versions[n] = v
	}
	return nil
}
