package shadow

func Run(xs []int, f func(int)) {
	for _, x := range xs {
		if x > 0 {
			x := x * 2
			f(x)
		}
		go func() {
			if x := len(xs); x > 3 {
				f(x)
				return
			}
			f(x) // want "x"
		}()
	}
}
