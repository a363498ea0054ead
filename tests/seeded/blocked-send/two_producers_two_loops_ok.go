package twoloops

func Both(as, bs []string, score func(string) int) (sum int) {
	c := make(chan int)
	for _, a := range as {
		go func() { c <- score(a) }()
	}
	for _, b := range bs {
		go func() { c <- score(b) }()
	}
	for range as {
		sum += <-c
	}
	for range bs {
		sum += <-c
	}
	return sum
}
