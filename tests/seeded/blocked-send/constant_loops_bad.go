package tenfold

func Ten(f func(int) int) (out [10]int) {
	c := make(chan [2]int)
	for i := 0; i < 10; i++ {
		go func() {
			c <- [2]int{i, f(i)} // want "c"
		}()
	}
	for i := 0; i < 9; i++ {
		p := <-c
		out[p[0]] = p[1]
	}
	return out
}
