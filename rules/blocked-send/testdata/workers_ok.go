package sends

import (
	"context"
	"sync"
	"time"
)

// Workers that go on after an error: ok.
func uploadAll(names []string, put func(string) error) (failed int) {
	work := make(chan string)
	var wg sync.WaitGroup
	var mu sync.Mutex
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for name := range work {
				if err := put(name); err != nil {
					mu.Lock()
					failed++
					mu.Unlock()
				}
			}
		}()
	}
	for _, name := range names {
		work <- name // ok
	}
	close(work)
	wg.Wait()
	return failed
}

// A worker that has failed drains the rest: ok.
func uploadOrDrain(names []string, put func(string) error) {
	work := make(chan string)
	go func() {
		for name := range work {
			if put(name) != nil {
				break
			}
		}
		for range work {
		}
	}()
	for _, name := range names {
		work <- name // ok
	}
	close(work)
}

// The sender tells its worker by a value: ok.
func untilBlank(names []string, put func(string)) {
	work := make(chan string)
	go func() {
		for name := range work {
			if name == "" {
				return
			}
			put(name)
		}
	}()
	for _, name := range names {
		work <- name // ok
	}
	work <- ""
}

// The workers leave with the context of their group, and so does the sender: ok.
func copyAll(ctx context.Context, names []string, put func(context.Context, string) error) {
	g, inner := WithContext(ctx)
	work := make(chan string)
	for i := 0; i < 4; i++ {
		g.Go(func() error {
			for name := range work {
				if err := put(inner, name); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for _, name := range names {
		select {
		case work <- name: // ok
		case <-inner.Done():
		}
	}
	close(work)
	g.wg.Wait()
}

func copyShadowed(ctx context.Context, names []string, put func(context.Context, string) error) {
	g, ctx := WithContext(ctx)
	work := make(chan string)
	for i := 0; i < 4; i++ {
		g.Go(func() error {
			for name := range work {
				if err := put(ctx, name); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for _, name := range names {
		select {
		case work <- name: // ok
		case <-ctx.Done():
		}
	}
	close(work)
	g.wg.Wait()
}

// Only this function ends the worker, when it has sent all: ok.
func logAll(lines []string, write func(string)) {
	in := make(chan string)
	quit := make(chan struct{})
	defer close(quit)
	go func() {
		for {
			select {
			case line := <-in:
				write(line)
			case <-quit:
				return
			}
		}
	}()
	for _, line := range lines {
		in <- line // ok
	}
}

func logUntil(lines []string, write func(string)) {
	in := make(chan string)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		for {
			select {
			case line := <-in:
				write(line)
			case <-ctx.Done():
				return
			}
		}
	}()
	for _, line := range lines {
		in <- line // ok
	}
}

// The stop is received, whatever the worker does before: ok.
func background(step func()) (stop func()) {
	halt := make(chan struct{})
	go func() {
		for {
			select {
			case <-halt:
				return
			default:
				step()
			}
		}
	}()
	step()
	halt <- struct{}{} // ok
	return func() {}
}

// The goroutine cancels when it has sent all, and only then the receiver leaves: ok.
func lines(read func(chan<- string)) (out []string) {
	in := make(chan string)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		for i := 0; i < 3; i++ {
			in <- "line" // ok
		}
		cancel()
	}()
	for {
		select {
		case line := <-in:
			out = append(out, line)
		case <-ctx.Done():
			return out
		}
	}
}

// One send a call, and as much room: ok.
func both(a, b func() int) int {
	sum := make(chan int, 2)
	run := func(f func() int, out chan<- int) {
		out <- f() // ok
	}
	go run(a, sum)
	go run(b, sum)
	return <-sum + <-sum
}

func reportOne(err error, out chan<- error) {
	if err != nil {
		out <- err // ok
		return
	}
	out <- nil // ok
}

func checkAgain(check func() error) error {
	out := make(chan error)
	go func() { reportOne(check(), out) }()
	return <-out
}

// The receiver asks for each, and takes it: ok.
func pager(get func() string, next <-chan bool, out chan<- string) {
	for range next {
		out <- get() // ok
	}
}

func pages(ctx context.Context, n int, get func() string) (all []string) {
	next, out := make(chan bool, 1), make(chan string, 1)
	go pager(get, next, out)
	defer close(next)
	for i := 0; i < n; i++ {
		next <- true
		select {
		case page := <-out:
			all = append(all, page)
		case <-ctx.Done():
			return all
		}
	}
	return all
}

// A send on a channel that is closed panics, and does not wait: ok.
func within(limit time.Duration, work func() int) int {
	out := make(chan int)
	defer close(out)
	go func() {
		out <- work() // ok
	}()
	select {
	case v := <-out:
		return v
	case <-time.After(limit):
		return 0
	}
}

// Each retry puts back what was taken, so that there is room for it: ok.
func retrying(ctx context.Context, rounds int, work func() error) {
	go func() {
		turn := make(chan struct{}, 1)
		turn <- struct{}{}
		for {
			select {
			case <-turn:
				rounds--
				if rounds == 0 || work() == nil {
					return
				}
				time.AfterFunc(time.Minute, func() {
					turn <- struct{}{} // ok
				})
			case <-ctx.Done():
				return
			}
		}
	}()
}

// The collector leaves when the results are closed, which is after the last worker is done: ok.
func collected(names []string, load func(string) (*int, error)) (sum int, err error) {
	results, failures, done := make(chan *int, 1), make(chan error, 1), make(chan bool, 1)
	go func() {
		defer func() { done <- true }()
		for {
			select {
			case n := <-results:
				if n == nil {
					return
				}
				sum += *n
			case err = <-failures:
			}
		}
	}()
	var wg sync.WaitGroup
	wg.Add(len(names))
	for _, name := range names {
		go func(name string) {
			defer wg.Done()
			n, err := load(name)
			if err != nil {
				failures <- err // ok
				return
			}
			results <- n // ok
		}(name)
	}
	wg.Wait()
	close(results)
	<-done
	return sum, err
}
