package acks

import "time"

func Yield(work func() bool) bool {
	ask, ack := make(chan struct{}), make(chan bool)
	go func() {
		for {
			select {
			case <-ask:
				ack <- work() // want "ack"
				return
			default:
				time.Sleep(time.Millisecond)
			}
		}
	}()
	ask <- struct{}{}
	select {
	case ok := <-ack:
		return ok
	case <-time.After(time.Second):
		return false
	}
}
