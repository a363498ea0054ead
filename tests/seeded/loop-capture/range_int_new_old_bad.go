package ints

func Spawn(n int, f func(int)) {
	i := 0
	for i < n {
		go func() {
			f(i) // want "i"
		}()
		i++
	}
}
