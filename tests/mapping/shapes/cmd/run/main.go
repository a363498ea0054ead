// Command run leaves its goroutines and writes the profiles of itself that its arguments name.
package main

import (
	"os"
	"runtime"
	"runtime/pprof"
	"strconv"

	"example.com/shapes"
	"example.com/shapes/gen"
	odd "example.com/shapes/my-pkg.v1"
)

type program struct{}

func (p *program) wait() {
	<-make(chan int) // stand: main-method
}

func main() {
	shapes.Start()
	gen.Start()
	odd.Start()
	go new(program).wait()
	go func() {
		<-make(chan int) // stand: main-literal
	}()
	for waiting() < runtime.NumGoroutine()-1 {
		runtime.Gosched()
	}
	write(os.Args[1], 0)
	write(os.Args[2], 2)
}

// waiting counts the goroutines that the runtime says are waiting: all but this one, at the end.
func waiting() int {
	buf := make([]byte, 1<<20)
	text := string(buf[:runtime.Stack(buf, true)])
	n := 0
	for at := 0; at+10 < len(text); at++ {
		if text[at:at+10] == "goroutine " && (at == 0 || text[at-1] == '\n') {
			end := at
			for text[end] != '\n' {
				end++
			}
			line := text[at:end]
			if !contains(line, "[running") && !contains(line, "[runnable") {
				n++
			}
		}
	}
	return n
}

func contains(text, part string) bool {
	for at := 0; at+len(part) <= len(text); at++ {
		if text[at:at+len(part)] == part {
			return true
		}
	}
	return false
}

func write(name string, debug int) {
	file, err := os.Create(name)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	if err := pprof.Lookup("goroutine").WriteTo(file, debug); err != nil {
		panic(strconv.Itoa(debug) + err.Error())
	}
}
