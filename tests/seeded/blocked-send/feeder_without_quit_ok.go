package feederwithoutquit

import (
	"bufio"
	"io"
	"strconv"
	"strings"
)

// Parse reads lines and returns the first number.
func Parse(r io.Reader) (int, error) {
	lines := make(chan string)
	quit := make(chan struct{})
	defer close(quit)
	go func() {
		defer close(lines)
		sc := bufio.NewScanner(r)
		for sc.Scan() {
			select {
			case lines <- sc.Text():
			case <-quit:
				return
			}
		}
	}()
	for l := range lines {
		n, err := strconv.Atoi(strings.TrimSpace(l))
		if err == nil {
			return n, nil
		}
	}
	return 0, io.EOF
}
