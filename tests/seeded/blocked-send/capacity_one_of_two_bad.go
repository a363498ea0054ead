package both

import "time"

func Either(a, b func() int, limit time.Duration) (int, bool) {
	got := make(chan int, 1)
	go func() { got <- a() }() // or "got"
	go func() { got <- b() }() // want "got"
	select {
	case v := <-got:
		return v, true
	case <-time.After(limit):
		return 0, false
	}
}
