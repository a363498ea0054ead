package optional2

func Price(local func() int, remote func() int, useRemote bool) int {
	c := make(chan int)
	if useRemote {
		go func() { c <- remote() }() // want "c"
	}
	best := local()
	if useRemote && best > 10 {
		if r := <-c; r < best {
			best = r
		}
	}
	return best
}
