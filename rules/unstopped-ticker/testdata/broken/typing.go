package broken

import "time"

func healthy(ready func() bool) {
	t := time.NewTicker(time.Second) // want "Stop|t"
	for range t.C {
		if ready() {
			return
		}
	}
}

func typing(ready func() bool) {
	t := time.NewTicker(time.Second) // ok: not finished
	for range t.C {
		if ready( {
			return
		}
	}
}
