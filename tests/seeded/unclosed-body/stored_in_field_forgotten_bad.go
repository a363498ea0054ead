package live

import (
	"bufio"
	"net/http"
)

type Feed struct {
	resp *http.Response
	sc   *bufio.Scanner
	seen int
}

func Dial(url string) (*Feed, error) {
	f := &Feed{}
	var err error
	f.resp, err = http.Get(url) // want "[Bb]ody"
	if err != nil {
		return nil, err
	}
	f.sc = bufio.NewScanner(f.resp.Body)
	return f, nil
}

func (f *Feed) Next() (string, bool) {
	if !f.sc.Scan() {
		return "", false
	}
	f.seen++
	return f.sc.Text(), true
}

func (f *Feed) Close() error {
	f.sc = nil
	return nil
}
