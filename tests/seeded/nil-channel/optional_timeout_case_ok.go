package optionaltimeoutcase

import "time"

// Await returns false if no value comes within d; without d it waits.
func Await(ch <-chan string, d time.Duration) (string, bool) {
	var late <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		late = t.C
	}
	select {
	case v := <-ch:
		return v, true
	case <-late:
		return "", false
	}
}
