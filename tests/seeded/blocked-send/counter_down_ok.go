package countdown

func Compress(sections [][]byte, pack func([]byte) []byte) [][]byte {
	type res struct {
		i int
		b []byte
	}
	c := make(chan res)
	n := 0
	for _, s := range sections {
		go func(i int, s []byte) {
			c <- res{i, pack(s)}
		}(n, s)
		n++
	}
	out := make([][]byte, n)
	for ; n > 0; n-- {
		r := <-c
		out[r.i] = r.b
	}
	return out
}
