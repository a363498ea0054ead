package tickinreturningfunction

import (
	"bytes"
	"time"
)

// UntilFull waits until the buffer has n bytes.
func UntilFull(buf *bytes.Buffer, n int, stop <-chan struct{}) bool {
	tick := time.Tick(50 * time.Millisecond) // want "Tick"
	for {
		select {
		case <-tick:
			if buf.Len() >= n {
				return true
			}
		case <-stop:
			return false
		}
	}
}
