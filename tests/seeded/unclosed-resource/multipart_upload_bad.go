package multipartupload

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
)

type Uploads struct {
	dir string
	max int64
}

// ServeHTTP stores the uploaded file.
func (u *Uploads) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	part, head, err := r.FormFile("file")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	defer part.Close()
	if head.Size > u.max {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	dst, err := os.Create(filepath.Join(u.dir, filepath.Base(head.Filename))) // want "dst"
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if _, err := io.Copy(dst, part); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusCreated)
}
