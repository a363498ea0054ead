package scanlog

import (
	"bufio"
	"io"
	"strings"
)

func Find(r io.Reader, word string) (string, bool) {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for sc := bufio.NewScanner(r); sc.Scan(); {
			lines <- sc.Text() // want "lines"
		}
	}()
	for l := range lines {
		if strings.Contains(l, word) {
			return l, true
		}
	}
	return "", false
}
