package generatorbreak

import (
	"io/fs"
	"log"
	"os"
	"path/filepath"
)

func walk(root string, found chan<- string) error {
	return filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() {
			found <- p
		}
		return nil
	})
}

// Largest returns the largest file below root.
func Largest(root string) (name string) {
	found := make(chan string)
	go func() {
		if err := walk(root, found); err != nil {
			log.Print(err)
			return
		}
		close(found)
	}()
	var max int64
	for p := range found { // want "found"
		if st, err := os.Stat(p); err == nil && st.Size() > max {
			name, max = p, st.Size()
		}
	}
	return name
}
