package cursors

type cursor interface{ Close() error }

func All(open func(int) cursor, n int, use func([]cursor)) {
	cs := make([]cursor, n)
	for i := 0; i < n; i++ {
		cs[i] = open(i)
		defer cs[i].Close()
	}
	use(cs)
}
