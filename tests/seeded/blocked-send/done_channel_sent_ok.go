package shutdown

import (
	"log"
	"time"
)

func Stop(close func() error, grace time.Duration) {
	stopped := make(chan bool)
	go func() {
		if err := close(); err != nil {
			log.Print(err)
		}
		select {
		case stopped <- true:
		default:
			log.Print("nobody waited")
		}
	}()
	select {
	case <-stopped:
	case <-time.After(grace):
		log.Print("giving up")
	}
}
