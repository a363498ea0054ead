package both

import "time"

func Either(a, b func() int, limit time.Duration) (int, bool) {
	got := make(chan int, 2)
	go func() { got <- a() }()
	go func() { got <- b() }()
	select {
	case v := <-got:
		return v, true
	case <-time.After(limit):
		return 0, false
	}
}
