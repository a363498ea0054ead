package ticks

import "time"

func wait(ready func() bool) {
	t := time.NewTicker(time.Second) // want "Stop|t"
	for range t.C {
		if ready() {
			return
		}
	}
}
