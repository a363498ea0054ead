package acks

import "time"

func Yield(work func() bool) bool {
	ask, ack := make(chan struct{}), make(chan bool)
	go func() {
		for {
			select {
			case <-ask:
				ack <- work()
				return
			default:
				time.Sleep(time.Millisecond)
			}
		}
	}()
	ask <- struct{}{}
	return <-ack
}
