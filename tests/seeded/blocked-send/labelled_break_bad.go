package merge2

func MergeUntil(a, b func() int, stop int) (out []int) {
	as, bs := make(chan int), make(chan int)
	feed := func(f func() int, c chan<- int) {
		for i := 0; i < 100; i++ {
			c <- f() // want "c|as|bs"
		}
	}
	go feed(a, as) // or "as"
	go feed(b, bs) // or "bs"
merge:
	for {
		var v int
		select {
		case v = <-as:
		case v = <-bs:
		}
		if v == stop {
			break merge
		}
		out = append(out, v)
	}
	return out
}
