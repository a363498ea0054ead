package many

import (
	"io"
	"os"
)

func Concat(w io.Writer, names ...string) error {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer func() {
			f.Close()
		}()
		if _, err := io.Copy(w, f); err != nil {
			return err
		}
	}
	return nil
}
