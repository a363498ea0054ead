package conn2

import (
	"errors"
	"net/http"
)

type upstream struct {
	resp *http.Response
	n    int
}

func (u *upstream) release() { u.resp.Body.Close() }

func (u *upstream) length() int64 { return u.resp.ContentLength }

func Length(url string) (int64, error) {
	resp, err := http.Get(url) // want "[Bb]ody"
	if err != nil {
		return 0, err
	}
	u := &upstream{resp: resp}
	if u.length() < 0 {
		return 0, errors.New("unknown length")
	}
	n := u.length()
	u.release()
	return n, nil
}
