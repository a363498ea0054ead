package doubleopenfallback

import (
	"io"
	"os"
)

type source struct {
	r    io.ReadCloser
	name string
}

func pick(primary, backup string) (*source, error) {
	f, err := os.Open(primary) // want "f"
	if err == nil {
		st, serr := f.Stat()
		if serr == nil && st.Size() > 0 {
			return &source{f, primary}, nil
		}
	}
	f, err = os.Open(backup)
	if err != nil {
		return nil, err
	}
	return &source{f, backup}, nil
}

func Load(primary, backup string) ([]byte, error) {
	s, err := pick(primary, backup)
	if err != nil {
		return nil, err
	}
	defer s.r.Close()
	return io.ReadAll(s.r)
}
