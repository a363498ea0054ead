package constcap

const slots = 1

func Three(a, b, c func() int) int {
	out := make(chan int, slots)
	for _, f := range []func() int{a, b, c} {
		go func(f func() int) {
			out <- f() // want "out"
		}(f)
	}
	return max(<-out)
}
