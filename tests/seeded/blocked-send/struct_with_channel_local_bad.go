package asks

import "time"

type ask struct {
	q    string
	back chan string
}

func Ask(f func(string) string, q string) string {
	a := ask{q: q, back: make(chan string)}
	go func() {
		a.back <- f(a.q) // want "back"
	}()
	select {
	case s := <-a.back:
		return s
	case <-time.After(time.Second):
		return ""
	}
}
