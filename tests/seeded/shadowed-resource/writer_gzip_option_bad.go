package writergzipoption

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
)

type Archive struct {
	path string
	comp bool
}

func (a Archive) Write(rows []string) (err error) {
	f, err := os.Create(a.path)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	var w io.WriteCloser = f
	if a.comp {
		w := gzip.NewWriter(f) // want "w"
		w.Name = a.path
	}
	for _, r := range rows {
		if _, err := fmt.Fprintln(w, r); err != nil {
			return err
		}
	}
	return nil
}
