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
	t := time.NewTicker(time.Second) // ok: stopped, whatever will stand below
	defer t.Stop()
	for range t.C {
		if ready( {
			return
		}
	}
}
