package backup

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
)

func Save(dir, name, url string) (err error) {
	resp, err := http.Get(url) // want "[Bb]ody"
	if err != nil {
		return err
	}
	dst, err := os.CreateTemp(dir, name)
	if err != nil {
		return errors.Join(errors.New("backup"), err)
	}
	defer func() {
		err = errors.Join(err, resp.Body.Close(), dst.Close())
	}()
	if _, err = io.Copy(dst, resp.Body); err != nil {
		return err
	}
	return os.Rename(dst.Name(), filepath.Join(dir, name))
}
