package nested

import "time"

func Ask(f func() int) (int, bool) {
	c := make(chan int)
	go func() {
		inner := make(chan int, 1)
		go func() { inner <- f() }()
		v := <-inner
		c <- v // want "c"
	}()
	select {
	case v := <-c:
		return v, true
	case <-time.After(time.Second):
	}
	return 0, false
}
