package optional2

func Price(local func() int, remote func() int, useRemote bool) int {
	c := make(chan int)
	if useRemote {
		go func() { c <- remote() }()
	}
	best := local()
	if useRemote {
		if r := <-c; r < best {
			best = r
		}
	}
	return best
}
