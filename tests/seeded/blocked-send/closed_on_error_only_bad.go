package producer

import (
	"bufio"
	"errors"
	"io"
)

func Head(r io.Reader, n int) (lines []string, err error) {
	ch := make(chan string)
	go func() {
		defer close(ch)
		sc := bufio.NewScanner(r)
		for sc.Scan() {
			ch <- sc.Text() // want "ch"
		}
	}()
	for l := range ch {
		lines = append(lines, l)
		if len(lines) == n {
			break
		}
	}
	if len(lines) < n {
		return lines, errors.New("too short")
	}
	return lines, nil
}
