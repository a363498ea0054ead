package walker

import (
	"io/fs"
	"path/filepath"
)

func First(root, ext string) string {
	paths := make(chan string)
	enough := make(chan struct{})
	defer close(enough)
	go func() {
		filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
			if err == nil && filepath.Ext(p) == ext {
				select {
				case paths <- p:
				case <-enough:
					return fs.SkipAll
				}
			}
			return nil
		})
		close(paths)
	}()
	return <-paths
}
