package waits

import (
	"log"
	"sync"
)

func plain(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // ok
		go func() {
			defer wg.Done()
			t.run()
		}()
	}
	wg.Wait()
}

func addMany(tasks []task) {
	var wg sync.WaitGroup
	wg.Add(len(tasks)) // ok: one launch per task
	for _, t := range tasks {
		go func() {
			defer wg.Done()
			t.run()
		}()
	}
	wg.Wait()
}

// Done at the end: without an early return, and a panic ends the process anyway.
func notDeferred(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // ok
		go func() {
			if err := t.run(); err != nil {
				log.Print(err)
			}
			wg.Done()
		}()
	}
	wg.Wait()
}

func everyExit(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // ok
		go func() {
			if t.run() != nil {
				wg.Done()
				return
			}
			wg.Done()
		}()
	}
	wg.Wait()
}

func helper(wg *sync.WaitGroup, t task) {
	defer wg.Done()
	t.run()
}

func doneInHelper(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // ok: the helper
		go helper(&wg, t)
	}
	wg.Wait()
}

func doneInClosure(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // ok
		go func() {
			defer func() {
				if r := recover(); r != nil {
					log.Print(r)
				}
				wg.Done()
			}()
			t.run()
		}()
	}
	wg.Wait()
}

// Batches: the goroutines of one batch run side by side, and Wait stands after the inner loop.
func batches(all [][]task) {
	var wg sync.WaitGroup
	for _, batch := range all {
		for _, t := range batch {
			wg.Add(1)
			go func() {
				defer wg.Done()
				t.run()
			}()
		}
		wg.Wait() // ok: after the inner loop
	}
}

// Two launches for each Wait: they do run side by side.
func pairs(tasks []task) {
	for i := 0; i+1 < len(tasks); i += 2 {
		var wg sync.WaitGroup
		wg.Add(2) // ok
		go helper(&wg, tasks[i])
		go helper(&wg, tasks[i+1])
		wg.Wait() // ok: both are running by now
	}
}

// A gate: the goroutines wait, and the one who opens it calls Done.
func gate(tasks []task) {
	var start, end sync.WaitGroup
	start.Add(1) // ok: opened below
	for _, t := range tasks {
		end.Add(1) // ok
		go func() {
			defer end.Done()
			start.Wait()
			t.run()
		}()
	}
	start.Done()
	end.Wait()
}

// A goroutine that already counts may count for those that it starts.
func nested(tasks []task) {
	var wg sync.WaitGroup
	wg.Add(1) // ok
	go func() {
		defer wg.Done()
		for _, t := range tasks {
			wg.Add(1) // ok: Wait cannot return as long as this goroutine counts
			go func() {
				defer wg.Done()
				t.run()
			}()
		}
	}()
	wg.Wait()
}

// The goroutine's own WaitGroup.
func local(groups [][]task) {
	for _, g := range groups {
		go func() {
			var wg sync.WaitGroup
			wg.Add(len(g)) // ok
			for _, t := range g {
				go helper(&wg, t)
			}
			wg.Wait()
		}()
	}
}

type server struct{ inflight sync.WaitGroup }

// Add and Done of one request stand in different methods.
func (s *server) begin() { s.inflight.Add(1) } // ok

func (s *server) end() { s.inflight.Done() }

func (s *server) close() { s.inflight.Wait() }

type latch struct{ n int }

func (l *latch) Add(n int) { l.n += n }
func (l *latch) Done()     { l.n-- }
func (l *latch) Wait()     {}

func namesake(wg *latch) {
	go func() {
		wg.Add(1) // ok: not a sync.WaitGroup
	}()
	wg.Wait()
}

func onlyLaunchOnDemand(tasks []task, quiet bool) {
	var wg sync.WaitGroup
	if !quiet {
		wg.Add(1) // ok: the same condition guards the launch
	}
	if !quiet {
		go func() {
			defer wg.Done()
			log.Print(len(tasks))
		}()
	}
	wg.Wait()
}

// The count is taken back where nothing was started.
func takenBack(tasks []task, submit func(func()) bool) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // ok: submit runs it, or the count is taken back
		if !submit(func() { defer wg.Done(); t.run() }) {
			wg.Done()
		}
	}
	wg.Wait()
}

type batch struct {
	wg  sync.WaitGroup
	bad int
}

type job struct {
	in *batch
	t  task
}

// The workers get the group with the job, and call Done there.
func scheduled(tasks []task, queue chan<- *job) int {
	b := &batch{}
	for _, t := range tasks {
		j := &job{t: t}
		j.in = b
		if t.name == "" {
			b.wg.Wait()
			return b.bad
		}
		b.wg.Add(1) // ok: counted down by whoever takes the job
		queue <- j
	}
	b.wg.Wait()
	return b.bad
}

// Waiting after each task is asked for here.
func oneByOne(tasks []task, sequential bool) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // ok
		go func() {
			defer wg.Done()
			t.run()
		}()
		if sequential {
			wg.Wait() // ok: only where it was asked for
		}
	}
	wg.Wait()
}

func countedDown(wg *sync.WaitGroup, t task) {
	if wg != nil {
		defer wg.Done()
	}
	t.run()
}

func withHelper(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // ok: the helper gets a group, so it calls Done
		go countedDown(&wg, t)
	}
	wg.Wait()
}

type gatherer struct {
	sync.WaitGroup
	limit int
}

func (g *gatherer) work(t task) {
	defer g.Done()
	t.run()
}

// The group is embedded in what the goroutine's method belongs to.
func (g *gatherer) all(tasks []task) {
	for _, t := range tasks {
		g.Add(1) // ok
		go g.work(t)
	}
	g.Wait()
}

type daemon struct {
	wg    sync.WaitGroup
	queue func(func() int, *daemon)
	rate  int
}

func (d *daemon) start() {
	d.wg.Add(1) // ok: Done once, in the end
	go d.loop()
}

func (d *daemon) loop() {
	defer func() {
		go d.stop()
		d.wg.Done()
	}()
	d.queue(func() int { return d.rate }, d)
}

func (d *daemon) stop() { d.wg.Wait() }

// The workers stand already, and count down a task each.
func pooled(tasks []task) {
	var wg sync.WaitGroup
	queue := make(chan task)
	for i := 0; i < 4; i++ {
		go func() {
			for t := range queue {
				t.run()
				wg.Done()
			}
		}()
	}
	for _, t := range tasks {
		wg.Add(1) // ok: whoever takes the task counts it down
		queue <- t
	}
	wg.Wait()
	close(queue)
}

// Each one says that it is there, then waits for the others.
func barrier(tasks []task) {
	var ready, end sync.WaitGroup
	for _, t := range tasks {
		ready.Add(1) // ok: Done first, then Wait
		end.Add(1)   // ok
		go func() {
			defer end.Done()
			ready.Done()
			ready.Wait()
			t.run()
		}()
	}
	end.Wait()
}

func named(tasks []task) {
	var wg sync.WaitGroup
	done := func() {
		log.Print("done")
		wg.Done()
	}
	finished := wg.Done
	for _, t := range tasks {
		wg.Add(1) // ok: done calls Done
		go func() {
			defer done()
			t.run()
		}()
		wg.Add(1) // ok: finished is Done
		go func() {
			defer finished()
			t.run()
		}()
	}
	wg.Wait()
}

func addedFirst(tasks []task) {
	var wg sync.WaitGroup
	for range tasks {
		wg.Add(1) // ok: started by the next loop
	}
	for _, t := range tasks {
		go func() {
			defer wg.Done()
			t.run()
		}()
	}
	wg.Wait()
}

func rounds(t task) {
	var wg sync.WaitGroup
	wg.Add(4 * 5) // ok: five each
	for i := 0; i < 4; i++ {
		go func() {
			for j := 0; j < 5; j++ {
				t.run()
				wg.Done()
			}
		}()
	}
	wg.Wait()
}

// Whoever recovers counts down, too.
func recoversAndCounts(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // ok
		go func() {
			defer func() {
				recover()
				wg.Done()
			}()
			t.run()
		}()
	}
	wg.Wait()
}

// Nothing between the recover and Done runs code that may panic.
func recoversNothing(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // ok
		go func() {
			defer func() { recover() }()
			log.Print(t.name)
			wg.Done()
		}()
	}
	wg.Wait()
}

// The first one counts down, and the others wait for it.
func firstLeads(tasks []task) {
	var ready sync.WaitGroup
	ready.Add(1) // ok
	for i, t := range tasks {
		go func() {
			if i > 0 {
				ready.Wait()
				t.run()
			} else {
				t.run()
				ready.Done()
			}
		}()
	}
}

// Two lists and the one that stands alone.
func sumsUp(first, second []task) {
	var wg sync.WaitGroup
	wg.Add(len(first) + len(second) + 1) // ok
	for _, t := range first {
		go func() {
			defer wg.Done()
			t.run()
		}()
	}
	for _, t := range second {
		go func() {
			defer wg.Done()
			t.run()
		}()
	}
	go func() {
		defer wg.Done()
		first[0].run()
	}()
	wg.Wait()
}

// The flag says who counts down.
func branch(t task, wg *sync.WaitGroup, counted bool) {
	defer func() {
		if counted {
			wg.Done()
		}
	}()
	for range t.name {
		if len(t.name) > 3 {
			wg.Add(1) // ok
			go branch(task{t.name[1:]}, wg, true)
		} else {
			branch(task{t.name[1:]}, wg, false)
		}
	}
}

// Counted and counted down under the same condition.
func onCondition(t task, wg *sync.WaitGroup, wait bool) {
	if wait {
		wg.Add(1) // ok
	}
	go func() {
		if wait {
			defer wg.Done()
		}
		t.run()
	}()
	if wait {
		wg.Wait()
	}
}

func arrays() {
	var wg sync.WaitGroup
	wg.Add(3) // ok
	for range [3]struct{}{} {
		go func() {
			defer wg.Done()
			task{}.run()
		}()
	}
	wg.Wait()
}

// Wait is deferred: it runs last.
func waitsLast(stop chan struct{}) {
	var wg sync.WaitGroup
	wg.Add(2) // ok
	defer wg.Wait()
	defer close(stop)
	go func() {
		defer wg.Done()
		<-stop
	}()
	go func() {
		defer wg.Done()
		<-stop
	}()
}

type board struct {
	wg    sync.WaitGroup
	queue chan task
}

// Who takes it off the queue counts down.
func (b *board) flush() {
	b.wg.Add(1) // ok
	b.queue <- task{"last"}
	b.wg.Wait()
}

type ticket struct {
	task
	wg *sync.WaitGroup
}

// The ticket takes the group along.
func enqueue(tasks []task, queue chan *ticket) bool {
	wg := &sync.WaitGroup{}
	for _, t := range tasks {
		wg.Add(1) // ok
		one := &ticket{t, wg}
		select {
		case queue <- one:
		default:
			wg.Done()
			return false
		}
	}
	wg.Wait()
	return true
}

type cache struct {
	wg      sync.WaitGroup
	started chan struct{}
}

// Who starts it waits for the sign that comes after Add.
func (c *cache) fill() {
	c.wg.Add(1) // ok
	defer c.wg.Done()
	c.started <- struct{}{}
	task{}.run()
}

func (c *cache) open() {
	go c.fill()
	<-c.started
}

// Some of the goroutines are counted, by another number than that of all.
func someFail(tasks []task) {
	failing := len(tasks) / 2
	var failed sync.WaitGroup
	failed.Add(failing) // ok
	for i := 0; i < len(tasks); i++ {
		go func() {
			if tasks[i].run() != nil {
				failed.Done()
			}
		}()
	}
	failed.Wait()
}

// Workers count down once for each piece of work that was put in.
func pieces(first task, more chan task, done chan struct{}) {
	var pending sync.WaitGroup
	pending.Add(1) // ok
	more <- first
	for i := 0; i < 4; i++ {
		go func() {
			for {
				select {
				case <-done:
					return
				case t := <-more:
					t.run()
					pending.Done()
				}
			}
		}()
	}
	pending.Wait()
	close(done)
}

// A closure of its own starts and counts down.
func byClosure(t task) {
	start := func(wg *sync.WaitGroup) {
		go func() {
			defer wg.Done()
			t.run()
		}()
	}
	var wg sync.WaitGroup
	wg.Add(1) // ok
	start(&wg)
	wg.Wait()
}

func numbered() {
	var wg sync.WaitGroup
	number := 1
	wg.Add(number) // ok
	for i := 0; i < number; i++ {
		go func() {
			defer wg.Done()
			task{}.run()
		}()
	}
	wg.Wait()
}

func drainMany(wg *sync.WaitGroup, more chan task) {
	for t := range more {
		t.run()
		wg.Done()
	}
}

func oneDrains(more chan task) {
	var wg sync.WaitGroup
	wg.Add(5) // ok
	go drainMany(&wg, more)
	for i := 0; i < 5; i++ {
		more <- task{}
	}
	wg.Wait()
}

// The first goroutine is not counted: it hands the group to those that are.
func handsOn(tasks []task, serve func(*sync.WaitGroup)) {
	var wg sync.WaitGroup
	go func() {
		serve(&wg)
	}()
	for _, t := range tasks {
		wg.Add(1) // ok
		go func() {
			defer wg.Done()
			t.run()
		}()
	}
	wg.Wait()
}

type hooks struct{ done func() }

func (h *hooks) onDone(done func()) { h.done = done }

func countedByHook(tasks []task, h *hooks) {
	var handled, sent sync.WaitGroup
	h.onDone(handled.Done)
	for _, t := range tasks {
		handled.Add(1) // ok: the hook counts down
		sent.Add(1)    // ok
		go func() {
			defer sent.Done()
			t.run()
		}()
	}
	sent.Wait()
	handled.Wait()
}

func startsItself(stop func() bool) {
	var ready sync.WaitGroup
	ready.Add(1) // ok: its first life counts down
	var next func(life int)
	next = func(life int) {
		if life == 0 {
			ready.Done()
		}
		if !stop() {
			go next(life + 1)
		}
	}
	go func() {
		next(0)
	}()
	ready.Wait()
}

// The wait stands behind the loop.
func allCounted(tasks []task) {
	var wg sync.WaitGroup
	wg.Add(len(tasks)) // ok
	for _, t := range tasks {
		go func() {
			defer wg.Done()
			t.run()
		}()
	}
	wg.Wait()
}

// The last step waits for all of them.
func lastWaits(tasks []task) {
	var wg sync.WaitGroup
	wg.Add(len(tasks))
	for i, t := range tasks {
		go func() {
			defer wg.Done()
			t.run()
		}()
		if i == len(tasks)-1 {
			wg.Wait() // ok: all are started
		}
	}
}

type hive struct {
	wg   sync.WaitGroup
	size int
	jobs chan task
}

// Counted by itself already, it counts its children.
func (h *hive) manage() {
	defer h.wg.Done()
	h.wg.Add(h.size) // ok
	for i := 0; i < h.size; i++ {
		go h.work()
	}
}

func (h *hive) work() {
	defer h.wg.Done()
	for t := range h.jobs {
		t.run()
	}
}

func (h *hive) open() {
	h.wg.Add(1)
	go h.manage()
}
