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
		f, err := os.Open(name)
		if err != nil {
			return
		}
		defer f.Close() // want "f"
		dst, err := zw.Create(name)
		if err != nil {
			return
		}
		if _, err := io.Copy(dst, f); err != nil {
			return
		}
	}
}
