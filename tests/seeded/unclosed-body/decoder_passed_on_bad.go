package catalog

import (
	"encoding/csv"
	"errors"
	"io"
	"net/http"
)

type table struct {
	r   *csv.Reader
	src io.Closer
}

func newTable(r io.ReadCloser) *table { return &table{csv.NewReader(r), r} }

func (t *table) Close() error { return t.src.Close() }

func open(url string) (*table, error) {
	resp, err := http.Get(url) // want "[Bb]ody"
	if err != nil {
		return nil, err
	}
	if resp.Header.Get("Content-Type") != "text/csv" {
		return nil, errors.New("not a table")
	}
	return newTable(resp.Body), nil
}
