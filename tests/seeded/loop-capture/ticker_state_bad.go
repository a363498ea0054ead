package blink

import "time"

func Blink(steps []time.Duration, set func(bool, time.Duration)) {
	on := false
	for _, d := range steps {
		on = !on
		go func() {
			time.Sleep(d)
			set(on, d) // want "on"
		}()
	}
}
