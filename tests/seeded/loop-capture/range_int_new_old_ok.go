package ints

func Spawn(n int, f func(int)) {
	for i := range n {
		go func() {
			f(i)
		}()
	}
}
