package twoloops

func Both(as, bs []string, score func(string) int) (sum int) {
	c := make(chan int)
	for _, a := range as {
		go func() { c <- score(a) }() // or "c"
	}
	for _, b := range bs {
		go func() { c <- score(b) }() // want "c"
	}
	for range as {
		sum += <-c
	}
	if sum < 0 {
		return 0
	}
	for range bs {
		sum += <-c
	}
	return sum
}
