package tickinreturningfunction

import (
	"bytes"
	"time"
)

// UntilFull waits until the buffer has n bytes.
func UntilFull(buf *bytes.Buffer, n int, stop <-chan struct{}) bool {
	t := time.NewTicker(50 * time.Millisecond)
	defer t.Stop()
	tick := t.C
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
