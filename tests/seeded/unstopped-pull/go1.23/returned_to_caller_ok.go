package returnedtocaller

import (
	"bufio"
	"io"
	"iter"
)

func lines(r io.Reader) iter.Seq[string] {
	return func(yield func(string) bool) {
		sc := bufio.NewScanner(r)
		for sc.Scan() && yield(sc.Text()) {
		}
	}
}

func puller(r io.Reader) (func() (string, bool), func()) {
	return iter.Pull(lines(r))
}

// Header returns the lines up to the first empty one.
func Header(r io.Reader) (head []string) {
	next, stop := puller(r)
	defer stop()
	for l, ok := next(); ok; l, ok = next() {
		if l == "" {
			return head
		}
		head = append(head, l)
	}
	return head
}
