package fieldstoppedbyclose

import (
	"os"
	"os/signal"
	"syscall"
)

type Rotator struct {
	sig  chan os.Signal
	done chan struct{}
}

func NewRotator(rotate func()) *Rotator {
	r := &Rotator{sig: make(chan os.Signal, 1), done: make(chan struct{})}
	signal.Notify(r.sig, syscall.SIGUSR1)
	go func() {
		for {
			select {
			case <-r.sig:
				rotate()
			case <-r.done:
				return
			}
		}
	}()
	return r
}

func (r *Rotator) Close() {
	signal.Stop(r.sig)
	close(r.done)
}
