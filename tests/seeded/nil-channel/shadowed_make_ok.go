package shadowedmake

import "log"

type Signaller struct{ label string }

func (s Signaller) Wait(fast bool, run func()) {
	var done chan struct{}
	if fast {
		done = make(chan struct{}, 1)
		done <- struct{}{}
	} else {
		done = make(chan struct{})
		go func() {
			run()
			close(done)
		}()
	}
	log.Print(s.label)
	<-done
}
