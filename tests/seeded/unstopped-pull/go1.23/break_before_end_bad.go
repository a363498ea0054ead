package breakbeforeend

import "iter"

// Pairs calls fn with neighbours until fn says no.
func Pairs(seq iter.Seq[int], fn func(a, b int) bool) {
	next, stop := iter.Pull(seq) // want "stop"
	for {
		a, ok := next()
		if !ok {
			stop()
			return
		}
		b, ok := next()
		if !ok || !fn(a, b) {
			return
		}
	}
}
