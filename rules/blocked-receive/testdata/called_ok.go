package receives

// A deferred close under a guard: ok.
func lookUp(rows []string, want string, found chan struct{}) {
	defer func() {
		if found != nil {
			close(found)
		}
	}()
	for _, row := range rows {
		if row == want {
			close(found)
			found = nil
			return
		}
	}
}

func waitUntil(rows []string, want string) {
	found := make(chan struct{})
	go lookUp(rows, want, found)
	<-found // ok
}

// A literal that sends what its parameter is for: ok.
func twice(f func() int) int {
	out := make(chan int)
	for i := 0; i < 1; i++ {
		go func(to chan<- int) {
			to <- f()
			to <- f()
		}(out)
	}
	return <-out + <-out // ok
}

func pair(f, g func() int) int {
	left, right := make(chan int), make(chan int)
	run := func(f func() int, out chan<- int) {
		out <- f()
		out <- f()
	}
	go run(f, left)
	go run(g, right)
	sum := <-left + <-right
	return sum + <-left + <-right // ok
}
