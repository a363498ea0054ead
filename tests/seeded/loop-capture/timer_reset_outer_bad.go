package alarm

import "time"

type alarm struct {
	at   time.Duration
	name string
}

func Arm(list []alarm, ring func(string)) {
	var a alarm
	for _, a = range list {
		time.AfterFunc(a.at, func() {
			ring(a.name) // want "a"
		})
	}
}
