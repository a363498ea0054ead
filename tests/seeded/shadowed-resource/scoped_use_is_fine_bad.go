package scopeduseisfine

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// Sizes returns the size of a file and that of its backup, if it is one.
func Sizes(path, index string) (a, b int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	if strings.HasSuffix(path, ".bak") {
		f, err := os.Open(strings.TrimSuffix(path, ".bak"))
		if err != nil {
			return 0, 0, err
		}
		defer f.Close()
		st, err := f.Stat()
		if err != nil {
			return 0, 0, err
		}
		b = st.Size()
	}
	var idx *os.File
	if index != "" {
		idx, err := os.Create(index) // want "idx"
		if err != nil {
			return 0, 0, err
		}
		fmt.Fprintln(idx, path)
	}
	st, err := f.Stat()
	if err == nil {
		a = st.Size()
	}
	if idx != nil {
		err = errors.Join(err, idx.Close())
	}
	return a, b, err
}
