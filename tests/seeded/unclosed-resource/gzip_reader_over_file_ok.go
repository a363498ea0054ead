package gzipreaderoverfile

import (
	"compress/gzip"
	"encoding/json"
	"os"
)

type Record struct {
	ID   int    `json:"id"`
	Host string `json:"host"`
}

// LoadDump reads a compressed dump, one JSON document a line.
func LoadDump(name string) ([]Record, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	zr, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	defer zr.Close()
	var all []Record
	dec := json.NewDecoder(zr)
	for dec.More() {
		var r Record
		if err := dec.Decode(&r); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}
