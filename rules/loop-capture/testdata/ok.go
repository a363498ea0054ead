package capture

import (
	"log"
	"sort"
	"sync"
	"sync/atomic"
)

// Header variables are per iteration from Go 1.22 on.
func header(jobs []*job) {
	var wg sync.WaitGroup
	for _, j := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			j.run() // ok: new in each iteration
		}()
	}
	for i := 0; i < len(jobs); i++ {
		defer func() { log.Print(i) }() // ok: new in each iteration
	}
	wg.Wait()
}

func copied(jobs []*job) {
	var j *job
	for _, j = range jobs {
		j := j
		go func() {
			j.run() // ok: the copy
		}()
	}
}

func passed(jobs []*job) {
	var j *job
	for _, j = range jobs {
		go func(j *job) {
			j.run() // ok: the parameter
		}(j)
		go j.run() // ok: evaluated by the go statement
	}
}

// A closure that is called within its iteration sees the right value.
func within(rows [][]int) (total int) {
	var row []int
	for _, row = range rows {
		sort.Slice(row, func(a, b int) bool { return row[a] < row[b] }) // ok: called at once
		func() {
			defer func() { total += len(row) }() // ok: runs before the iteration ends
		}()
	}
	return total
}

// The goroutine is waited for before the variable changes.
func joined(names []string, do func(string)) {
	var name string
	for _, name = range names {
		done := make(chan struct{})
		go func() {
			defer close(done)
			do(name) // ok: joined within the iteration
		}()
		<-done
	}
}

func shared(jobs []*job) int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	finished := 0
	for _, j := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			j.run()
			mu.Lock()
			finished++ // ok: shared on purpose, the loop does not change it
			mu.Unlock()
		}()
	}
	wg.Wait()
	return finished
}

// The closure leaves the loop for good in the iteration that makes it.
func last(names []string, hit func(string) bool) {
	var name string
	for _, name = range names {
		if hit(name) {
			defer func() { log.Print("hit ", name) }() // ok: nothing changes it after the break
			break
		}
	}
}

// The counter is shared on purpose.
func sharedCounter(rounds [][]string, handle func(string)) {
	var done int32
	for _, names := range rounds {
		done = 0
		var wg sync.WaitGroup
		for _, name := range names {
			wg.Add(1)
			go func(name string) {
				defer wg.Done()
				handle(name)
				atomic.AddInt32(&done, 1) // ok: the address, not the value
			}(name)
		}
		wg.Wait()
		log.Print(done)
	}
}

// Once it is over, the variable is never written again.
func tellsLast(next func() (int, error), over func() bool, tell func(int)) {
	var last int
	var ending bool
	var wg sync.WaitGroup
	for {
		n, err := next()
		if err != nil {
			ending = over()
			if !ending {
				break
			}
			wg.Add(1)
			go func() {
				defer wg.Done()
				tell(last) // ok
			}()
			continue
		}
		if ending {
			continue
		}
		last = n + 1
	}
	wg.Wait()
}

type waiter struct{ n int }

func (w *waiter) reset() { w.n = 0 }

// It is set once, where the closure is deferred.
func triesAgain(pool *sync.Pool, try func() bool, wait func(*waiter)) {
	var w *waiter
	for !try() {
		if w == nil {
			w = pool.Get().(*waiter)
			defer func() {
				w.reset() // ok
				pool.Put(w)
			}()
		}
		wait(w)
	}
}
