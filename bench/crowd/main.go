// Command crowd is a service of many goroutines that measures from inside how long it stands still: by the runtime's
// own histogram of stop-the-world pauses, and by a goroutine that looks at the clock without end.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime"
	"runtime/metrics"
	"sync/atomic"
	"time"
)

var (
	gaps   atomic.Int64 // the longest time between two looks at the clock, in nanoseconds
	pauses = []string{"/sched/pauses/total/gc:seconds", "/sched/pauses/total/other:seconds"}
	shared = make(chan int)
)

func main() {
	count := flag.Int("goroutines", 100_000, "how many wait")
	leaked := flag.Bool("leaked", false, "nobody can end their wait any more")
	flag.Parse()
	for range *count {
		if *leaked {
			go wait(0, make(chan int))
		} else {
			go wait(0, shared)
		}
	}
	go spin()
	http.HandleFunc("/pauses", tell)
	http.HandleFunc("/collect", func(http.ResponseWriter, *http.Request) { runtime.GC() })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	go http.Serve(listener, nil)
	fmt.Println("http://" + listener.Addr().String())
	io.Copy(io.Discard, os.Stdin)
}

// wait stands a few frames deep, as goroutines do.
func wait(depth int, forever chan int) {
	if depth < 8 {
		wait(depth+1, forever)
		return
	}
	<-forever
}

func spin() {
	runtime.LockOSThread()
	last := time.Now()
	for {
		now := time.Now()
		if gap := int64(now.Sub(last)); gap > gaps.Load() {
			gaps.Store(gap)
		}
		last = now
	}
}

// tell answers with what has happened since the program began, and resets the longest gap.
func tell(w http.ResponseWriter, _ *http.Request) {
	samples := make([]metrics.Sample, len(pauses))
	for at, name := range pauses {
		samples[at].Name = name
	}
	metrics.Read(samples)
	answer := map[string]any{"gap": float64(gaps.Swap(0)) / 1e9, "goroutines": runtime.NumGoroutine()}
	for _, sample := range samples {
		if sample.Value.Kind() != metrics.KindFloat64Histogram {
			continue
		}
		histogram := sample.Value.Float64Histogram()
		counts := map[string]uint64{}
		for at, count := range histogram.Counts {
			if count > 0 {
				// The upper end of the bucket: no pause is told shorter than it was.
				counts[fmt.Sprint(histogram.Buckets[at+1])] = count
			}
		}
		answer[sample.Name] = counts
	}
	json.NewEncoder(w).Encode(answer)
}
