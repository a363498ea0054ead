package filesinrange

import (
	"io"
	"os"
)

type Merger struct{ out io.Writer }

func (m *Merger) Merge(paths []string) error {
	for _, p := range paths {
		f, err := os.Open(p)
		if err != nil {
			return err
		}
		defer f.Close() // want "f"
		if _, err := io.Copy(m.out, f); err != nil {
			return err
		}
	}
	return nil
}
