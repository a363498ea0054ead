package breakbeforeend

import "iter"

// Pairs calls fn with neighbours until fn says no.
func Pairs(seq iter.Seq[int], fn func(a, b int) bool) {
	next, stop := iter.Pull(seq)
	defer stop()
	for {
		a, ok := next()
		if !ok {
			return
		}
		b, ok := next()
		if !ok || !fn(a, b) {
			return
		}
	}
}
