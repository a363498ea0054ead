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
