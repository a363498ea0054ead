package anoniface

import (
	"fmt"
	"net/http"
)

type Uploader struct {
	via interface {
		Do(*http.Request) (*http.Response, error)
	}
	urls []string
}

func (u *Uploader) Head(name string) (etag string, err error) {
	for _, base := range u.urls {
		req, rerr := http.NewRequest("GET", base+name, nil)
		if rerr != nil {
			return "", rerr
		}
		resp, derr := u.via.Do(req)
		if derr != nil {
			err = derr
			continue
		}
		etag = resp.Header.Get("Etag")
		resp.Body.Close()
		if etag != "" {
			return etag, nil
		}
	}
	return "", fmt.Errorf("%s: no etag anywhere: %w", name, err)
}
