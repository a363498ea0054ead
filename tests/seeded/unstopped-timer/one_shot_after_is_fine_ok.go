package oneshotafterisfine

import "time"

type Ask struct{ to chan string }

// Get waits for an answer, once.
func (a *Ask) Get(reply <-chan string, wait time.Duration) (string, bool) {
	select {
	case a.to <- "?":
	case <-time.After(wait):
		return "", false
	}
	select {
	case r := <-reply:
		return r, r != ""
	case <-time.After(wait):
		return "", false
	}
}
