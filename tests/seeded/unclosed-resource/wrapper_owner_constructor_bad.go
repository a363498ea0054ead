package wrapperownerconstructor

import (
	"bufio"
	"io"
	"os"
)

type scanner struct {
	src io.ReadCloser
	buf *bufio.Reader
}

func newScanner(src io.ReadCloser) *scanner {
	return &scanner{src: src, buf: bufio.NewReader(src)}
}

func (s *scanner) next() (string, error) { return s.buf.ReadString('\n') }

func (s *scanner) Close() error { return s.src.Close() }

// First returns the first line that is no comment.
func First(path string) (string, error) {
	f, err := os.Open(path) // want "f"
	if err != nil {
		return "", err
	}
	s := newScanner(f) // or "s"
	for {
		line, err := s.next()
		if err != nil {
			return "", err
		}
		if len(line) > 0 && line[0] != '#' {
			s.Close()
			return line, nil
		}
	}
}
