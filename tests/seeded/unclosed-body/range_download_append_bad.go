package rangedownloadappend

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
)

type Download struct {
	URL  string
	Dst  *os.File
	done int64
}

func (d *Download) chunk(n int64) (bool, error) {
	req, err := http.NewRequest(http.MethodGet, d.URL, nil)
	if err != nil {
		return false, err
	}
	req.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", d.done, d.done+n-1))
	resp, err := http.DefaultClient.Do(req) // want "resp"
	if err != nil {
		return false, err
	}
	switch resp.StatusCode {
	case http.StatusPartialContent:
		m, err := io.Copy(d.Dst, resp.Body)
		d.done += m
		resp.Body.Close()
		return m == n, err
	case http.StatusRequestedRangeNotSatisfiable:
		return false, nil
	}
	resp.Body.Close()
	return false, errors.New(resp.Status)
}
