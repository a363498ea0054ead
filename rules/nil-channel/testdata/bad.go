package nils

import "errors"

var errEmpty = errors.New("empty")

// Nobody makes the channel.
func notify(work func()) {
	var done chan struct{}
	go func() {
		work()
		done <- struct{}{} // want "done"
	}()
}

func await(start func()) {
	var ready chan bool
	start()
	<-ready // want "ready"
}

func each(use func(int)) {
	var values <-chan int
	for v := range values { // want "values"
		use(v)
	}
}

// Made for some jobs only, and waited for by all.
func run(jobs []func(), parallel bool) {
	var done chan int
	if parallel {
		done = make(chan int, len(jobs))
	}
	for i, job := range jobs {
		job()
		done <- i // want "done"
	}
}

func last(names []string) (int, error) {
	var counted chan int
	if len(names) > 0 {
		counted = make(chan int, 1)
		counted <- len(names)
	}
	n := <-counted // want "counted"
	if n == 0 {
		return 0, errEmpty
	}
	return n, nil
}

// Turned off, and waited for all the same.
func drop(in chan int) int {
	var next chan int
	next = in
	v := <-next
	next = nil
	return v + <-next // want "next"
}
