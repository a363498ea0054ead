package typed

import (
	"errors"
	"net/http"
)

type HTTP = http.Client

type Syncer struct {
	remote HTTP
	dirty  bool
}

func (s *Syncer) Ping(req *http.Request) (ok bool, err error) {
	resp, err := s.remote.Do(req)
	if err != nil {
		return
	}
	if s.dirty {
		err = errors.Join(errors.New("local changes"), resp.Body.Close())
		return
	}
	ok = resp.StatusCode == 200
	err = resp.Body.Close()
	return
}
