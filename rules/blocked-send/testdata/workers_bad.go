package sends

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"time"
)

// A group as golang.org/x/sync/errgroup has it.
type group struct {
	wg   sync.WaitGroup
	fail func()
}

func WithContext(ctx context.Context) (*group, context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	return &group{fail: cancel}, ctx
}

func (g *group) Go(f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if f() != nil {
			g.fail()
		}
	}()
}

// Its workers leave at the first error, and then nobody receives.
func upload(names []string, put func(string) error) {
	work := make(chan string)
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for name := range work {
				if err := put(name); err != nil {
					return
				}
			}
		}()
	}
	for _, name := range names {
		work <- name // want "every worker can leave"
	}
	close(work)
	wg.Wait()
}

// The worker ends with the context, who sends does not.
func streamed(ctx context.Context, lines []string, use func(string)) {
	in := make(chan string)
	go func() {
		for {
			select {
			case line, ok := <-in:
				if !ok {
					return
				}
				use(line)
			case <-ctx.Done():
				return
			}
		}
	}()
	for _, line := range lines {
		in <- line // want "in can wait forever"
	}
	close(in)
}

// The only receiver sends to itself, once.
func watchAll(paths []string, start func(string, func(error)), stop <-chan struct{}) error {
	failed := make(chan error)
	var once sync.Once
	fail := func(err error) {
		once.Do(func() { failed <- err }) // want "failed"
	}
	for _, path := range paths {
		start(path, fail)
	}
	if len(paths) == 0 {
		fail(errors.New("nothing to watch"))
	}
	for {
		select {
		case <-stop:
			return nil
		case err := <-failed:
			return err
		}
	}
}

func answer(start func(chan<- int)) int {
	reply := make(chan int)
	reply <- 1 // want "reply"
	return <-reply
}

// The send stands in a function of the package.
func fetchPage(url string, get func(string) string, out chan<- string) {
	out <- get(url) // want "in firstPage"
}

func firstPage(url string, get func(string) string) string {
	page := make(chan string)
	go fetchPage(url, get, page)
	select {
	case p := <-page:
		return p
	case <-time.After(time.Second):
		return ""
	}
}

// Two sends on one path of what is called.
func reportBoth(err error, out chan<- error) {
	if err != nil {
		out <- err
	}
	out <- nil // want "in checkOne"
}

func checkOne(check func() error) error {
	out := make(chan error)
	go func() { reportBoth(check(), out) }()
	return <-out
}

// A channel handed to a literal.
func race(slow, fast func() int) int {
	result := make(chan int)
	run := func(f func() int, out chan<- int) {
		out <- f() // want "result"
	}
	go run(slow, result)
	go run(fast, result)
	return <-result
}

// Walked inline, by a function that calls what it gets.
func firstFile(root string) string {
	found := make(chan string)
	go func() {
		eachName(root, func(name string) {
			found <- name // want "found"
		})
		close(found)
	}()
	return <-found
}

func eachName(root string, visit func(string)) {
	names, err := filepath.Glob(root)
	if err != nil || visit == nil {
		return
	}
	for _, name := range names {
		visit(name)
	}
}

// Each retry puts back two for the one that was taken.
func retryingTwice(ctx context.Context, work func() error) {
	turn := make(chan struct{}, 1)
	turn <- struct{}{}
	for {
		select {
		case <-turn:
			if work() == nil {
				return
			}
			time.AfterFunc(time.Minute, func() {
				turn <- struct{}{} // want "turn"
				turn <- struct{}{} // want "turn"
			})
		case <-ctx.Done():
			return
		}
	}
}

// The collector is told to leave by somebody who has not waited for the workers.
func collectedTooEarly(names []string, load func(string) (*int, error), stop <-chan bool) (sum int, err error) {
	results, failures, done := make(chan *int, 1), make(chan error, 1), make(chan bool, 1)
	go func() {
		defer func() { done <- true }()
		for {
			select {
			case n := <-results:
				if n != nil {
					sum += *n
				}
			case err = <-failures:
			case <-stop:
				return
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
				failures <- err // want "failures"
				return
			}
			results <- n // want "results"
		}(name)
	}
	wg.Wait()
	close(results)
	<-done
	return sum, err
}
