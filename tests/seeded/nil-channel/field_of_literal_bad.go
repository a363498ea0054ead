package fieldofliteral

type worker struct {
	in   chan string
	stop chan struct{}
}

func (w *worker) loop(fn func(string)) {
	for {
		select {
		case s := <-w.in:
			fn(s)
		case <-w.stop:
			return
		}
	}
}

// Each hands the names to one worker.
func Each(names []string, fn func(string)) {
	w := worker{in: make(chan string)}
	go w.loop(fn)
	for _, n := range names {
		w.in <- n
	}
	w.stop <- struct{}{} // want "stop"
}
