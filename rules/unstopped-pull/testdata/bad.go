package pull

import (
	"errors"
	"iter"
)

func first(lines iter.Seq[string]) (string, error) {
	next, stop := iter.Pull(lines) // want "the stop function stop of the pulled iterator is not called before the return on line 15"
	line, ok := next()
	if !ok {
		return "", errors.New("empty")
	}
	if line == "" {
		return "", errors.New("blank")
	}
	stop()
	return line, nil
}

func thrownAway(lines iter.Seq[string]) string {
	next, _ := iter.Pull(lines) // want "is discarded"
	line, _ := next()
	return line
}

func firstPair(pairs iter.Seq2[string, int], wanted string) int {
	next, stop := iter.Pull2(pairs) // want "the stop function stop of the pulled iterator is not called before the return"
	for {
		key, value, ok := next()
		if !ok {
			break
		}
		if key == wanted {
			return value
		}
	}
	stop()
	return 0
}

func equal(a, b iter.Seq[int]) bool {
	next, stop := iter.Pull(b) // want "the stop function stop of the pulled iterator is not called before the return"
	for x := range a {
		y, ok := next()
		if !ok || x != y {
			return false
		}
	}
	_, more := next()
	stop()
	return !more
}
