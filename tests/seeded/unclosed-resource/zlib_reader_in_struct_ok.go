package zlibreaderinstruct

import (
	"compress/zlib"
	"errors"
	"io"
	"os"
)

type packed struct {
	file *os.File
	zr   io.ReadCloser
}

func (p *packed) Read(b []byte) (int, error) { return p.zr.Read(b) }

func (p *packed) Close() error {
	return errors.Join(p.zr.Close(), p.file.Close())
}

// Open opens a zlib stream at offset.
func Open(path string, offset int64) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(offset, io.SeekStart); err != nil {
		f.Close()
		return nil, err
	}
	zr, err := zlib.NewReader(f)
	if err != nil {
		f.Close()
		return nil, err
	}
	return &packed{file: f, zr: zr}, nil
}
