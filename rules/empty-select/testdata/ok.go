package selects

import "sync"

// It blocks its caller, who means it: ok.
func Run(start func()) {
	start()
	select {} // ok
}

// There is another way: ok.
func poll(ch chan int) {
	go func() {
		select {
		case <-ch: // ok
		default:
		}
	}()
}

var once sync.Once

// One a process: ok.
func background(work func()) {
	once.Do(func() {
		go func() {
			work()
			select {} // ok
		}()
	})
}

func init() {
	go func() {
		select {} // ok
	}()
}
