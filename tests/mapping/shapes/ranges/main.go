// Command ranges leaves goroutines in the bodies of ranges over functions, and writes the profiles of itself that its
// arguments name.
package main

import (
	"iter"
	"os"
	"runtime"
	"runtime/pprof"
	"time"
)

var never = make(chan int)

func once() iter.Seq[int] {
	return func(yield func(int) bool) {
		yield(1)
	}
}

func body() {
	for range once() {
		<-never // stand: range-body
	}
}

func nested() {
	for range once() {
		for range once() {
			<-never // stand: nested-range-body
		}
	}
}

func started() {
	for range once() {
		go func() {
			<-never // stand: literal-in-range-body
		}()
	}
	go func() {
		for range once() {
			<-never // stand: range-body-in-literal
		}
	}()
}

func main() {
	go body()
	go nested()
	started()
	for standing() < 4 {
		time.Sleep(time.Millisecond)
	}
	write(os.Args[1], 0)
	write(os.Args[2], 2)
}

// standing counts the goroutines that wait to receive: the text of each says so once.
func standing() int {
	buf := make([]byte, 1<<20)
	text := buf[:runtime.Stack(buf, true)]
	n := 0
	for at := range text {
		if wait := "[chan receive"; len(text)-at > len(wait) && string(text[at:at+len(wait)]) == wait {
			n++
		}
	}
	return n
}

func write(name string, debug int) {
	file, err := os.Create(name)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	if err := pprof.Lookup("goroutine").WriteTo(file, debug); err != nil {
		panic(err)
	}
}
