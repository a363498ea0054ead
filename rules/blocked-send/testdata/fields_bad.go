package sends

import (
	"context"
	"time"
)

// Nobody in the package receives its results, and no other package can.
type prober struct {
	results chan int
	quit    chan struct{}
}

func newProber() *prober {
	return &prober{results: make(chan int), quit: make(chan struct{})}
}

func (p *prober) run(probe func() int) {
	for {
		select {
		case <-p.quit:
			return
		default:
			p.results <- probe() // want "prober.results"
		}
	}
}

func (p *prober) Stop() { close(p.quit) }

// Each job is handed over by a goroutine of its own, and the loop that takes them can end.
type scheduler struct {
	jobs chan func()
	stop chan struct{}
	done chan struct{}
}

func startScheduler() *scheduler {
	s := &scheduler{jobs: make(chan func()), stop: make(chan struct{}), done: make(chan struct{})}
	go s.loop()
	return s
}

func (s *scheduler) loop() {
	defer close(s.done)
	for {
		select {
		case job := <-s.jobs:
			job()
		case <-s.stop:
			return
		}
	}
}

func (s *scheduler) Later(d time.Duration, job func()) {
	go func() {
		time.Sleep(d)
		s.jobs <- job // want "scheduler.loop is the only receiver"
	}()
}

func (s *scheduler) Stop() {
	close(s.stop)
	<-s.done
}

// The same by way of a function that is started, and of parameters.
type watcher struct {
	events chan string
	ask    func() string
}

func (w *watcher) report() {
	w.events <- w.ask() // want "follow is the only receiver"
}

func (w *watcher) Ask() { go w.report() }

func follow(ctx context.Context, events <-chan string, use func(string)) {
	for {
		select {
		case e := <-events:
			use(e)
		case <-ctx.Done():
			return
		}
	}
}

func Watch(ctx context.Context, ask, use func(string)) *watcher {
	w := &watcher{events: make(chan string), ask: func() string { ask(""); return "" }}
	go follow(ctx, w.events, use)
	return w
}

// Little room, and one more sender with each call.
type journal struct {
	acts chan func() error
	stop chan struct{}
}

func (j *journal) run() {
	for {
		select {
		case act := <-j.acts:
			if act() != nil {
				println("failed")
			}
		case <-j.stop:
			return
		}
	}
}

func (j *journal) cut(sync func() error) {
	go func() {
		j.acts <- sync // want "journal.run is the only receiver"
	}()
}

func openJournal() *journal {
	j := &journal{acts: make(chan func() error, 1), stop: make(chan struct{})}
	go j.run()
	return j
}

func (j *journal) Close() { close(j.stop) }
