package alarm

import "time"

type alarm struct {
	at   time.Duration
	name string
}

func Arm(list []alarm, ring func(string)) {
	for _, a := range list {
		time.AfterFunc(a.at, func() {
			ring(a.name)
		})
	}
}
