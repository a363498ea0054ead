package scanlog

import (
	"bufio"
	"io"
	"strings"
)

func Find(r io.Reader, word string) (string, bool) {
	lines := make(chan string)
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		defer close(lines)
		for sc := bufio.NewScanner(r); sc.Scan(); {
			select {
			case lines <- sc.Text():
			case <-stop:
				return
			}
		}
	}()
	for l := range lines {
		if strings.Contains(l, word) {
			return l, true
		}
	}
	return "", false
}
