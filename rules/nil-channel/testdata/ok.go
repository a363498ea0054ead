package nils

import "time"

// A nil channel turns its case off: ok.
func merge(a, b <-chan int, timeout time.Duration, use func(int)) {
	var late <-chan time.Time
	if timeout > 0 {
		late = time.After(timeout)
	}
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			if !ok {
				a = nil
				continue
			}
			use(v)
		case v, ok := <-b:
			if !ok {
				b = nil
				continue
			}
			use(v)
		case <-late: // ok
			return
		}
	}
}

// The same condition makes it and waits for it: ok.
func runAll(jobs []func(), parallel bool) {
	var done chan struct{}
	if parallel {
		done = make(chan struct{})
	}
	for _, job := range jobs {
		job()
	}
	if parallel {
		<-done // ok
	}
}

func asked(jobs []func(), wait bool) {
	var done chan struct{}
	if wait {
		done = make(chan struct{}, 1)
		done <- struct{}{}
	}
	for _, job := range jobs {
		job()
	}
	if done != nil {
		<-done // ok
	}
}

// The step before has made it: ok.
func chained(n int, step func(prev, next chan struct{})) {
	var prev chan struct{}
	for i := 0; i < n; i++ {
		if i > 0 {
			<-prev // ok
		}
		next := make(chan struct{})
		go step(prev, next)
		prev = next
	}
}

// A closure makes it: ok.
func lazy(use func(func() chan int)) {
	var ch chan int
	get := func() chan int {
		if ch == nil {
			ch = make(chan int, 1)
		}
		return ch
	}
	use(get)
	ch <- 1 // ok
}

// Its address is taken: ok.
func filled(fill func(*chan int)) int {
	var ch chan int
	fill(&ch)
	return <-ch // ok
}

// A default takes over: ok.
func try() bool {
	var ch chan int
	select {
	case ch <- 1: // ok
		return true
	default:
		return false
	}
}

func either(first bool) int {
	var ch chan int
	if first {
		ch = one()
	} else {
		ch = two()
	}
	return <-ch // ok
}

func one() chan int { c := make(chan int, 1); c <- 1; return c }
func two() chan int { c := make(chan int, 1); c <- 2; return c }

// Which of them is asked first does not matter: ok.
func modes(plain, counted bool, work func()) int {
	var count chan int
	if plain {
		work()
	} else if counted {
		count = one()
	}
	if counted {
		return <-count // ok
	}
	return 0
}

// One of the cases is always taken: ok.
func filledBy(step int) int {
	var ch chan int
	switch step {
	case 0:
		ch = one()
	case 1:
		ch = two()
	}
	return <-ch // ok
}
