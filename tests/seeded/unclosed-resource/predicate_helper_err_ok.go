package predicatehelpererr

import (
	"errors"
	"io/fs"
	"os"
)

func missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

type Flags struct {
	dir   string
	cache map[string]bool
}

// Set reports whether the flag's file exists and is not empty.
func (fl *Flags) Set(name string) (bool, error) {
	f, err := os.Open(fl.dir + "/" + name)
	if missing(err) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	defer f.Close()
	var b [1]byte
	if n, _ := f.Read(b[:]); n == 0 {
		return false, nil
	}
	fl.cache[name] = true
	return true, nil
}
