package collectedsince123

import "time"

// Every calls fn n times.
func Every(d time.Duration, n int, fn func(int)) {
	t := time.NewTicker(d) // want "t"
	for i := 0; i < n; i++ {
		<-t.C
		fn(i)
	}
}
