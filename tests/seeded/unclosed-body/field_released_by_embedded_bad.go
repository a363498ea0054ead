package feeds

import (
	"bufio"
	"net/http"
)

type source struct {
	resp *http.Response
	n    int
}

func (s *source) done() {
	s.n = 0
}

type Feed struct {
	source
	lines *bufio.Scanner
}

func (f *Feed) Open(url string) error {
	resp, err := http.Get(url) // want "[Bb]ody"
	if err != nil {
		return err
	}
	f.resp = resp
	f.lines = bufio.NewScanner(resp.Body)
	return nil
}

func (f *Feed) Close() error {
	f.done()
	return nil
}
