package resource

import (
	"encoding/json"
	"errors"
	"io"
	"os"
)

type bucket interface {
	Get(name string) (io.ReadCloser, error)
	Upload(path string, r io.Reader) error
	Adopt(r io.ReadCloser) error
}

type vault struct{ inner bucket }

func (v *vault) settings(into any) error {
	r, err := v.inner.Get("settings") // want "r from v.inner.Get"
	if err != nil {
		return err
	}
	if err := json.NewDecoder(r).Decode(into); err != nil {
		return err
	}
	return r.Close()
}

// What gets a plain reader does not close it.
func (v *vault) copyTo(other bucket, name string) error {
	r, err := v.inner.Get(name) // want "r from v.inner.Get"
	if err != nil {
		return err
	}
	return other.Upload(name, r)
}

func writerTo(open func(string) (io.WriteCloser, error), name string, data []byte) error {
	w, err := open(name) // want "w from open"
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	return w.Close()
}

type handle interface {
	io.ReadCloser
	Stat() (os.FileInfo, error)
}

// It is a file, whatever it is called.
func handleOf(name string) (handle, error) { return os.Open(name) }

func size(name string) (int64, error) {
	h, err := handleOf(name) // want "h from handleOf"
	if err != nil {
		return 0, err
	}
	info, err := h.Stat()
	if err != nil {
		return 0, errors.Join(err, h.Close())
	}
	return info.Size(), nil
}
