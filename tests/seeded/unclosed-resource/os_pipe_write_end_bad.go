package ospipewriteend

import (
	"io"
	"os"
)

// Capture runs fn with standard output redirected and returns what it wrote.
func Capture(fn func() error) (string, error) {
	old := os.Stdout
	r, w, err := os.Pipe() // want "w"
	if err != nil {
		return "", err
	}
	defer r.Close()
	os.Stdout = w
	err = fn()
	os.Stdout = old
	if err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	b, err := io.ReadAll(r)
	return string(b), err
}
