package probes2

import (
	"net"
	"time"
)

func Reachable(addr string) bool {
	var up chan bool
	up = make(chan bool)
	go func() {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			c.Close()
		}
		up <- err == nil // want "up"
	}()
	deadline := time.After(time.Second)
	for {
		select {
		case ok := <-up:
			return ok
		case <-deadline:
			return false
		}
	}
}
