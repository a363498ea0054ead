package timers

import "time"

func drain(in, out chan string, idle time.Duration) {
	for {
		select {
		case s := <-in:
			out <- s
		case <-time.After(idle): // ok: collected from Go 1.23 on
			out <- ""
		}
	}
}

func first(in chan string, idle time.Duration) string {
	t := time.NewTimer(idle) // ok: collected
	select {
	case s := <-in:
		return s
	case <-t.C:
		return ""
	}
}
