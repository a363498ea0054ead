package temp

import (
	"log"
	"os"
)

func Build(names []string, use func([]*os.File) error) error {
	var files []*os.File
	for _, name := range names {
		f, err := os.CreateTemp("", name)
		if err != nil {
			return err
		}
		defer func(name string) {
			log.Printf("removing %s", name)
			os.Remove(f.Name())
		}(name)
		files = append(files, f)
	}
	return use(files)
}
