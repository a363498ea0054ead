package filesinrange

import (
	"io"
	"os"
)

type Merger struct{ out io.Writer }

func (m *Merger) one(p string) error {
	f, err := os.Open(p)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(m.out, f)
	return err
}

func (m *Merger) Merge(paths []string) error {
	for _, p := range paths {
		if err := m.one(p); err != nil {
			return err
		}
	}
	return nil
}
