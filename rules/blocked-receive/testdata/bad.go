package receives

import (
	"bufio"
	"errors"
	"io"
	"os"
	"sync"
)

type record struct{ line string }

// The reader leaves at the first error, and the channel is never closed.
func records(path string, handle func(record)) error {
	ch := make(chan record)
	errc := make(chan error, 1)
	go func() {
		f, err := os.Open(path)
		if err != nil {
			errc <- err
			return
		}
		defer f.Close()
		for sc := bufio.NewScanner(f); sc.Scan(); {
			ch <- record{sc.Text()}
		}
		close(ch)
	}()
	for r := range ch { // want "ch"
		handle(r)
	}
	select {
	case err := <-errc:
		return err
	default:
		return nil
	}
}

// Where the file is missing nobody sends.
func size(path string) int64 {
	ch := make(chan int64)
	go func() {
		info, err := os.Stat(path)
		if err != nil {
			return
		}
		ch <- info.Size()
	}()
	return <-ch // want "ch"
}

// All are done, and the collector waits for one more.
func collect(parts []func() int) int {
	ch := make(chan int, len(parts))
	total := make(chan int, 1)
	go func() {
		sum := 0
		for v := range ch { // want "ch"
			sum += v
		}
		total <- sum
	}()
	var wg sync.WaitGroup
	for _, p := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			ch <- p()
		}()
	}
	wg.Wait()
	select {
	case t := <-total:
		return t
	default:
		return 0
	}
}

func sendOrNot(out chan<- string, word string) error {
	if word == "" {
		return errors.New("no word")
	}
	out <- word
	return nil
}

// The callee can leave without a send.
func viaCallee(word string) string {
	out := make(chan string)
	go sendOrNot(out, word)
	return <-out // want "out"
}

// One value is sent, two are received.
func two(r io.Reader) (string, string) {
	words := make(chan string)
	go func() {
		s, _ := bufio.NewReader(r).ReadString(' ')
		words <- s
	}()
	first := <-words
	second := <-words // want "words"
	return first, second
}

// Nobody has the other end.
func never(ready bool) {
	gate := make(chan struct{})
	go func() {
		<-gate // want "gate"
	}()
	_ = ready
}

// The early return leaves the goroutine behind.
func watched(run func() error, stop func()) error {
	done := make(chan struct{})
	go func() {
		<-done // want "this function can leave on line"
		stop()
	}()
	if err := run(); err != nil {
		return err
	}
	close(done)
	return nil
}

// The worker waits for one more job after the last.
func worked(jobs []func()) {
	queue := make(chan func())
	go func() {
		for job := range queue { // want "nobody closes it"
			job()
		}
	}()
	for _, job := range jobs {
		queue <- job
	}
}

// All workers wait when the feeder gives up.
func fed(paths []string, workers int, handle func(*os.File)) error {
	files := make(chan *os.File)
	var wg sync.WaitGroup
	for i := 0; i < workers; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for f := range files { // want "without closing it"
				handle(f)
			}
		}()
	}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		files <- f
	}
	close(files)
	wg.Wait()
	return nil
}

// One answer is counted on from each, and who fails gives none.
func swept(hosts []string, ping func(string) (bool, error)) (up []string) {
	out := make(chan string)
	for _, host := range hosts {
		go func(host string) {
			ok, err := ping(host)
			if err != nil || !ok {
				return
			}
			out <- host
		}(host)
	}
	for range hosts {
		up = append(up, <-out) // want "counts on a value from each"
	}
	return up
}

func sweptByNumber(hosts []string, ping func(string) (bool, error)) (up int) {
	out := make(chan string, len(hosts))
	for _, host := range hosts {
		host := host
		go func() {
			if ok, err := ping(host); err == nil && ok {
				out <- host
			}
		}()
	}
	for i := 0; i < len(hosts); i++ {
		if host := <-out; host != "" { // want "counts on a value from each"
			up++
		}
	}
	return up
}
