package receives

import (
	"bufio"
	"context"
	"os"
	"os/signal"
	"sync"
	"time"
)

func closesAlways(path string, handle func(record)) {
	ch := make(chan record)
	go func() {
		defer close(ch)
		f, err := os.Open(path)
		if err != nil {
			return
		}
		defer f.Close()
		for sc := bufio.NewScanner(f); sc.Scan(); {
			ch <- record{sc.Text()}
		}
	}()
	for r := range ch { // ok: the producer closes on every path
		handle(r)
	}
}

func sendsAlways(path string) int64 {
	ch := make(chan int64)
	go func() {
		info, err := os.Stat(path)
		if err != nil {
			ch <- -1
			return
		}
		ch <- info.Size()
	}()
	return <-ch // ok
}

func closesLater(parts []func() int) (sum int) {
	ch := make(chan int)
	var wg sync.WaitGroup
	for _, p := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			ch <- p()
		}()
	}
	go func() {
		wg.Wait()
		close(ch)
	}()
	for v := range ch { // ok: closed when all are done
		sum += v
	}
	return sum
}

func withContext(ctx context.Context, path string) int64 {
	ch := make(chan int64, 1)
	go func() {
		if info, err := os.Stat(path); err == nil {
			ch <- info.Size()
		}
	}()
	select {
	case n := <-ch: // ok: the context ends the wait
		return n
	case <-ctx.Done(): // ok
		return -1
	}
}

func counted(parts []func() int) (sum int) {
	ch := make(chan int)
	for _, p := range parts {
		go func() { ch <- p() }()
	}
	for range parts {
		sum += <-ch // ok: as many as were sent
	}
	return sum
}

func given(ch <-chan int) (sum int) {
	for v := range ch { // ok: whoever made it closes it
		sum += v
	}
	return sum
}

func handedOut(start func(chan<- int)) int {
	ch := make(chan int)
	start(ch)
	return <-ch // ok: nobody knows who sends
}

func interrupted(run func()) {
	sig := make(chan os.Signal, 1)
	signal.Notify(sig, os.Interrupt)
	go run()
	<-sig // ok: the process waits to be told
}

func later(d time.Duration) {
	<-time.After(d) // ok: it fires
}

type server struct{ done chan struct{} }

func (s *server) Close() { close(s.done) }

func (s *server) wait() {
	<-s.done // ok: Close closes it
}

// Who gets no channel does not send; who gets one always does.
func sumInto(done chan<- int, ns []int) {
	sum := 0
	for _, n := range ns {
		sum += n
	}
	if done != nil {
		done <- sum
	}
}

func halves(ns []int) int {
	done := make(chan int, 1)
	go sumInto(done, ns[:len(ns)/2])
	sumInto(nil, ns[len(ns)/2:])
	return <-done // ok: the channel is not nil
}

// The goroutine says on another channel that it failed, which is heard first.
func heard(paths []string, handle func(int64)) error {
	sizes := make(chan int64, len(paths))
	failed, done := make(chan error, 1), make(chan struct{}, 1)
	go func() {
		for _, path := range paths {
			info, err := os.Stat(path)
			if err != nil {
				failed <- err
				return
			}
			sizes <- info.Size()
		}
		close(sizes)
		done <- struct{}{}
	}()
	select {
	case err := <-failed: // ok
		return err
	case <-done: // ok
	}
	for n := range sizes { // ok: closed by now
		handle(n)
	}
	return nil
}

// Each step of the loop has its own channel and its own two values.
func rounds(n int, work func() int) (sum int) {
	for i := 0; i < n; i++ {
		ch := make(chan int)
		go func() {
			ch <- work()
			ch <- work()
		}()
		sum += <-ch // ok
		sum -= <-ch // ok
	}
	return sum
}

// The loop is left when all have come.
func untilAll(parts []func() int) (sum int) {
	ch := make(chan int)
	for _, p := range parts {
		go func() { ch <- p() }()
	}
	left := len(parts)
	for v := range ch { // ok: left after the last one
		sum += v
		if left--; left == 0 {
			break
		}
	}
	return sum
}

// The one who sends goes on for ever.
func pump(next func() int, handle func(int)) {
	ch := make(chan int)
	go func() {
		for v := range ch { // ok: values keep coming
			handle(v)
		}
	}()
	for {
		ch <- next()
	}
}

// Both ask the same before they start and before they wait.
func maybe(async bool, work func() int) int {
	ch := make(chan int, 1)
	go func() {
		if !async {
			return
		}
		ch <- work()
	}()
	if async {
		return <-ch // ok: sent under the same condition
	}
	return work()
}

// A goroutine that waits for the end of the function.
func guarded(run func() error, stop func()) error {
	done := make(chan struct{})
	defer close(done)
	go func() {
		<-done // ok: closed at every return
		stop()
	}()
	if err := run(); err != nil {
		return err
	}
	return run()
}

// The first of many steps closes.
func firstStep(work func(int), stop <-chan struct{}) {
	first := make(chan struct{})
	go func() {
		for i := 0; ; i++ {
			work(i)
			if i == 0 {
				close(first)
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	<-first // ok: the step before any return closed it
}

// One is received early, or late, and never twice.
func earlyOrLate(early bool, work func() error) error {
	errs := make(chan error, 1)
	go func() { errs <- work() }()
	if early {
		if err := <-errs; err != nil { // ok
			return err
		}
		return nil
	}
	return <-errs // ok: the other path
}

// Whoever is last closes.
func lastCloses(paths []string, left func() int) (total int64) {
	sizes := make(chan int64, len(paths))
	for _, path := range paths {
		go func() {
			defer func() {
				if left() == 0 {
					close(sizes)
				}
			}()
			if info, err := os.Stat(path); err == nil {
				sizes <- info.Size()
			}
		}()
	}
	for n := range sizes { // ok: closed by the last one
		total += n
	}
	return total
}

// Each answers, whatever comes.
func sweptAll(hosts []string, ping func(string) (bool, error)) (up int) {
	out := make(chan bool)
	for _, host := range hosts {
		go func(host string) {
			ok, err := ping(host)
			if err != nil {
				out <- false // ok
				return
			}
			out <- ok
		}(host)
	}
	for range hosts {
		if <-out { // ok
			up++
		}
	}
	return up
}

// Only those that were started are waited for, and the others are not.
func sweptSome(hosts []string, ping func(string) error) (failed int) {
	out := make(chan error)
	started := 0
	for _, host := range hosts {
		if host == "" {
			continue
		}
		started++
		go func(host string) {
			if err := ping(host); err != nil {
				out <- err
				return
			}
			out <- nil
		}(host)
	}
	for i := 0; i < started; i++ {
		if <-out != nil { // ok
			failed++
		}
	}
	return failed
}

// Who goes without an answer says so elsewhere, and the other loop hears both.
func sweptBoth(hosts []string, ping func(string) (string, error)) (names []string, err error) {
	out := make(chan string)
	errs := make(chan error)
	for _, host := range hosts {
		go func(host string) {
			name, err := ping(host)
			if err != nil {
				errs <- err
				return
			}
			out <- name
		}(host)
	}
	for range hosts {
		select {
		case name := <-out: // ok
			names = append(names, name)
		case err = <-errs:
		}
	}
	return names, err
}

// All are told, and the channel is closed after the last.
func sweptClosed(hosts []string, ping func(string) error) (up int) {
	out := make(chan string, len(hosts))
	var wg sync.WaitGroup
	for _, host := range hosts {
		wg.Add(1)
		go func(host string) {
			defer wg.Done()
			if ping(host) != nil {
				return
			}
			out <- host
		}(host)
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	for range hosts {
		if <-out != "" { // ok
			up++
		}
	}
	return up
}
