package blink

import "time"

func Blink(steps []time.Duration, set func(bool, time.Duration)) {
	for _, d := range steps {
		on := d > 0
		go func() {
			time.Sleep(d)
			set(on, d)
		}()
	}
}
