package ticks

import "time"

func wait(ready func() bool) {
	t := time.NewTicker(time.Second) // ok: collected from 1.23 on
	for range t.C {
		if ready() {
			return
		}
	}
}

func tick(ready func() bool) {
	for range time.Tick(time.Second) { // ok: collected from 1.23 on
		if ready() {
			return
		}
	}
}
