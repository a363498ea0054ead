package rangeneverclosed

import (
	"bufio"
	"io"
)

type line struct {
	n    int
	text string
}

// Number reads r and returns its lines with their numbers.
func Number(r io.Reader) []line {
	lines := make(chan line, 16)
	go func() {
		sc := bufio.NewScanner(r)
		for n := 1; sc.Scan(); n++ {
			lines <- line{n, sc.Text()}
		}
		close(lines)
	}()
	var all []line
	for l := range lines {
		all = append(all, l)
	}
	return all
}
