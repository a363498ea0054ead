package finish

import (
	"errors"
	"time"
)

func Run(task func()) error {
	finished := make(chan struct{})
	go func() {
		defer func() { finished <- struct{}{} }() // want "finished"
		task()
	}()
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	select {
	case <-finished:
		return nil
	case <-timer.C:
		return errors.New("task is still running")
	}
}
