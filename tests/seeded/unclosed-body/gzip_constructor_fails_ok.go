package archive

import (
	"compress/gzip"
	"io"
	"net/http"
)

type stream struct {
	*gzip.Reader
	under io.Closer
}

func (s *stream) Close() error {
	s.Reader.Close()
	return s.under.Close()
}

// Open streams an archive; the caller closes it.
func Open(url string) (io.ReadCloser, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	zr, err := gzip.NewReader(resp.Body)
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	return &stream{zr, resp.Body}, nil
}
