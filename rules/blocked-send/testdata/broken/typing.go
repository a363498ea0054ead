package broken

import "time"

func healthy(f func() int) int {
	ch := make(chan int)
	go func() {
		ch <- f() // want "ch"
	}()
	select {
	case n := <-ch:
		return n
	case <-time.After(time.Second):
		return 0
	}
}

func typing(f func() int) int {
	ch := make(chan int, 1)
	go func() {
		ch <- f() // ok: there is room, whoever will receive
	}()
	select {
	case n := <-
}
