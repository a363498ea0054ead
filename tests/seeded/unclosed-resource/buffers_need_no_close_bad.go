package buffersneednoclose

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
)

// Squeeze compresses b; neither the buffer nor the writer over it holds anything.
func Squeeze(b []byte) ([]byte, error) {
	var buf bytes.Buffer
	zw := gzip.NewWriter(&buf)
	if _, err := zw.Write(b); err != nil {
		return nil, err
	}
	if err := zw.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func SqueezeFile(path string) ([]byte, error) {
	f, err := os.Open(path) // want "f"
	if err != nil {
		return nil, err
	}
	rc := io.NopCloser(f)
	defer rc.Close()
	b, err := io.ReadAll(rc)
	if err != nil {
		return nil, err
	}
	return Squeeze(b)
}
