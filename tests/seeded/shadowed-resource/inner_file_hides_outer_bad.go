package innerfilehidesouter

import (
	"fmt"
	"io"
	"os"
)

type Sink struct{ dir string }

// Open opens the sink's log, or a temporary one without a directory.
func (s *Sink) Open() (io.WriteCloser, error) {
	var f *os.File
	var err error
	if s.dir == "" {
		f, err := os.CreateTemp("", "sink") // want "f"
		if err != nil {
			return nil, err
		}
		fmt.Fprintln(f, "temporary")
	} else {
		f, err = os.Create(s.dir + "/log")
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}
