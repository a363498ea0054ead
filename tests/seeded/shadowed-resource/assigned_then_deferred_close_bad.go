package assignedthendeferredclose

import (
	"bufio"
	"io"
	"log"
	"os"
)

// Lines opens path, or standard input for a dash, and counts.
func Lines(path string) (n int, err error) {
	var in io.ReadCloser
	if path == "-" {
		in = os.Stdin
	} else {
		in, err := os.Open(path) // want "in"
		if err != nil {
			return 0, err
		}
		log.Printf("reading %s", in.Name())
	}
	if in == nil {
		return 0, nil
	}
	defer in.Close()
	for sc := bufio.NewScanner(in); sc.Scan(); {
		n++
	}
	return n, nil
}
