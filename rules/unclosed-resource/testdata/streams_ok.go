package resource

import (
	"encoding/json"
	"io"
)

func (v *vault) read(name string) ([]byte, error) {
	r, err := v.inner.Get(name) // ok
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func (v *vault) open(name string) (io.ReadCloser, error) {
	r, err := v.inner.Get(name) // ok
	if err != nil {
		return nil, err
	}
	return r, nil
}

// It is given away: what gets something to close may close it.
func (v *vault) give(other bucket, name string) error {
	r, err := v.inner.Get(name) // ok
	if err != nil {
		return err
	}
	return other.Adopt(r)
}

type unpacker interface {
	content() (io.ReadCloser, error)
	close()
}

// The stream ends with what it came from.
func contentOf(u unpacker, into any) error {
	r, err := u.content() // ok
	if err != nil {
		return err
	}
	defer u.close()
	return json.NewDecoder(r).Decode(into)
}

func sized(name string) (int64, error) {
	h, err := handleOf(name) // ok
	if err != nil {
		return 0, err
	}
	defer h.Close()
	info, err := h.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

type found struct{ at string }

// No error tells whether there is something: the other result does.
func (v *vault) lookup(name string) (io.ReadCloser, *found) {
	r, err := v.inner.Get(name) // ok
	if err != nil {
		return nil, nil
	}
	return r, &found{name}
}

func (v *vault) looked(name string) string {
	r, f := v.lookup(name) // ok
	if r != nil && f != nil {
		defer r.Close()
		return f.at
	}
	return ""
}
