package mergetwosequences

import (
	"cmp"
	"iter"
)

func Merge[K cmp.Ordered](a, b iter.Seq[K]) iter.Seq[K] {
	return func(yield func(K) bool) {
		nextA, stopA := iter.Pull(a)
		defer stopA()
		nextB, stopB := iter.Pull(b)
		defer stopB()
		x, okA := nextA()
		y, okB := nextB()
		for okA || okB {
			if okA && (!okB || x <= y) {
				if !yield(x) {
					return
				}
				x, okA = nextA()
				continue
			}
			if !yield(y) {
				return
			}
			y, okB = nextB()
		}
	}
}
