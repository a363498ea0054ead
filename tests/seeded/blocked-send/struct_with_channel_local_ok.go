package asks

import "time"

type ask struct {
	q    string
	back chan string
}

func Ask(f func(string) string, q string) string {
	a := ask{q: q, back: make(chan string, 1)}
	go func() {
		a.back <- f(a.q)
	}()
	select {
	case s := <-a.back:
		return s
	case <-time.After(time.Second):
		return ""
	}
}
