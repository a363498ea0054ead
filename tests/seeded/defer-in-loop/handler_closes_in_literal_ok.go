package handlerclosesinliteral

import (
	"archive/zip"
	"io"
	"net/http"
	"os"
)

type Zipper struct{ files []string }

// ServeHTTP sends the files as one archive.
func (z *Zipper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	zw := zip.NewWriter(w)
	defer zw.Close()
	for _, name := range z.files {
		err := func() error {
			f, err := os.Open(name)
			if err != nil {
				return err
			}
			defer f.Close()
			dst, err := zw.Create(name)
			if err != nil {
				return err
			}
			_, err = io.Copy(dst, f)
			return err
		}()
		if err != nil {
			return
		}
	}
}
