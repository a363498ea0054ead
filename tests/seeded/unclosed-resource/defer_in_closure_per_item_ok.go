package deferinclosureperitem

import (
	"encoding/csv"
	"io"
	"os"
)

type Importer struct {
	seen map[string]bool
	sink func([]string) error
}

func (im *Importer) Run(paths []string) error {
	one := func(p string) error {
		f, err := os.Open(p)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		rd := csv.NewReader(f)
		for {
			row, err := rd.Read()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if err := im.sink(row); err != nil {
				return err
			}
		}
	}
	for _, p := range paths {
		if im.seen[p] {
			continue
		}
		if err := one(p); err != nil {
			return err
		}
		im.seen[p] = true
	}
	return nil
}
