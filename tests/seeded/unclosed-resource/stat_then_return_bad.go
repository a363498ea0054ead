package statthenreturn

import (
	"errors"
	"fmt"
	"io"
	"os"
)

type Probe struct {
	Path string
	Max  int64
}

// Check reports whether the file below Path is small enough to be inlined.
func (p Probe) Check() ([]byte, error) {
	f, err := os.Open(p.Path) // want "f"
	if err != nil {
		return nil, err
	}
	st, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("stat %s: %w", p.Path, err)
	}
	if st.Size() > p.Max {
		return nil, errors.New("too large to inline")
	}
	buf := make([]byte, st.Size())
	if _, err := io.ReadFull(f, buf); err != nil {
		return nil, err
	}
	f.Close()
	return buf, nil
}
