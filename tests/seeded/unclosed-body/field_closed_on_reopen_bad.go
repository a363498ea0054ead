package reopen

import (
	"io"
	"net/http"
)

type Reader struct {
	url  string
	resp *http.Response
}

func (r *Reader) open() (err error) {
	if r.resp != nil {
		r.resp.Body.Close()
	}
	r.resp, err = http.Get(r.url) // want "[Bb]ody"
	return err
}

func (r *Reader) Read(p []byte) (int, error) {
	if r.resp == nil {
		if err := r.open(); err != nil {
			return 0, err
		}
	}
	n, err := r.resp.Body.Read(p)
	if err == io.ErrUnexpectedEOF {
		return n, r.open()
	}
	return n, err
}

func (r *Reader) Close() error {
	r.resp = nil
	return nil
}
