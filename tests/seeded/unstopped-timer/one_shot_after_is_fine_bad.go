package oneshotafterisfine

import "time"

type Ask struct{ to chan string }

// Get waits for an answer, once.
func (a *Ask) Get(reply <-chan string, wait time.Duration) (string, bool) {
	for {
		select {
		case r := <-reply:
			if r != "" {
				return r, true
			}
		case <-time.After(wait): // want "After"
			return "", false
		}
	}
}
