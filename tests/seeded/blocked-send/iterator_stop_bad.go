package walker

import (
	"io/fs"
	"path/filepath"
)

func First(root, ext string) string {
	paths := make(chan string)
	go func() {
		filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
			if err == nil && filepath.Ext(p) == ext {
				paths <- p // want "paths"
			}
			return nil
		})
		close(paths)
	}()
	return <-paths
}
