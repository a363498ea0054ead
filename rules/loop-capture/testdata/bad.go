package capture

import (
	"log"
	"sync"
	"time"
)

type job struct{ name string }

func (j *job) run() {}

// From Go 1.22 on, only what the loop's header declares is new in each iteration.
func outside(jobs []*job) {
	var wg sync.WaitGroup
	var j *job
	for _, j = range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			j.run() // want "j"
		}()
	}
	wg.Wait()
}

func counter(n int, each func(int)) {
	var i int
	for i = 0; i < n; i++ {
		go func() {
			each(i) // want "i"
		}()
	}
}

func drained(queue []string) {
	var item string
	for len(queue) > 0 {
		item, queue = queue[0], queue[1:]
		defer func() { log.Print("finished ", item) }() // want "item"
	}
}

func polled(next func() (string, bool), handle func(string)) {
	var name string
	ok := true
	for ok {
		name, ok = next()
		time.AfterFunc(time.Second, func() {
			handle(name) // want "name"
		})
	}
}
