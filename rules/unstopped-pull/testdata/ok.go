package pull

import "iter"

func deferred(lines iter.Seq[string]) string {
	next, stop := iter.Pull(lines) // ok: deferred
	defer stop()
	line, _ := next()
	return line
}

func toTheEnd(lines iter.Seq[string]) int {
	next, _ := iter.Pull(lines) // ok: left only at the end of the iterator
	n := 0
	for {
		_, ok := next()
		if !ok {
			return n
		}
		n++
	}
}

func toTheEndOfPairs(pairs iter.Seq2[string, int]) (sum int) {
	next, stop := iter.Pull2(pairs) // ok: stopped or at its end
	for {
		key, value, ok := next()
		if !ok {
			return sum
		}
		if key == "" {
			stop()
			return 0
		}
		sum += value
	}
}

func handsOn(lines iter.Seq[string]) (func() (string, bool), func()) {
	return iter.Pull(lines) // ok: the caller stops
}

type reader struct {
	next func() (string, bool)
	stop func()
}

func newReader(lines iter.Seq[string]) *reader {
	r := &reader{}
	r.next, r.stop = iter.Pull(lines) // ok: Close stops
	return r
}

func (r *reader) Close() { r.stop() }

func inBothWays(lines iter.Seq[string], wanted string) bool {
	next, stop := iter.Pull(lines) // ok: both ways stop
	for line, ok := next(); ok; line, ok = next() {
		if line == wanted {
			stop()
			return true
		}
	}
	return false
}

// Pull of this package is no coroutine.
type rope struct{}

func (rope) Pull(n int) (func() int, func()) { return func() int { return n }, func() {} }

func other() int {
	next, _ := rope{}.Pull(3) // ok: another Pull
	return next()
}
