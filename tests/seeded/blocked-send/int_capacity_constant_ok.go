package constcap

const slots = 1

func Three(a, b, c func() int) int {
	out := make(chan int, slots+1)
	for _, f := range []func() int{a, b, c} {
		go func(f func() int) {
			out <- f()
		}(f)
	}
	return max(<-out, <-out)
}
