package notifyinfunction

import (
	"os"
	"os/signal"
	"time"
)

// Confirm waits for an interrupt, or until d has passed.
func Confirm(d time.Duration) bool {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, os.Interrupt)
	defer signal.Stop(ch)
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ch:
		return true
	case <-t.C:
		return false
	}
}
