package timers

import (
	"context"
	"sync"
	"time"
)

type queue struct {
	in   chan string
	out  chan string
	idle time.Duration
}

func (q *queue) drain(ctx context.Context) {
	for {
		select {
		case s := <-q.in:
			q.out <- s
		case <-time.After(q.idle): // want "time.After makes a timer in each step of the loop"
			q.out <- ""
		case <-ctx.Done():
			return
		}
	}
}

func (q *queue) poll(done func() bool) {
	for !done() {
		timeout := time.After(time.Minute) // want "time.After makes a timer in each step of the loop"
		select {
		case <-timeout:
			return
		case s := <-q.in:
			q.out <- s
		}
	}
}

func (q *queue) first(ctx context.Context) (string, error) {
	t := time.NewTimer(q.idle) // want "timer t is not stopped before the return on line 44"
	select {
	case s := <-q.in:
		return s, nil
	case <-t.C:
		return "", context.DeadlineExceeded
	case <-ctx.Done():
		t.Stop()
		return "", ctx.Err()
	}
}

func (q *queue) each(quit <-chan struct{}) {
	for {
		t := time.NewTimer(q.idle) // want "timer t is not stopped"
		select {
		case s := <-q.in:
			q.out <- s
		case <-t.C:
			q.out <- ""
		case <-quit:
			return
		}
	}
}

func guarded(limit time.Duration, work func() error, late func()) error {
	watchdog := time.AfterFunc(limit, late) // want "timer watchdog is not stopped before the return"
	if err := work(); err != nil {
		return err
	}
	watchdog.Stop()
	return nil
}

type beacon struct {
	mu    sync.Mutex
	timer *time.Timer
	every time.Duration
	send  func()
}

func (b *beacon) start() {
	b.timer = time.AfterFunc(b.every, b.fire) // want "timer sets itself again in fire, and Close does not stop it"
}

func (b *beacon) fire() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.send()
	b.timer.Reset(b.every)
}

func (b *beacon) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.send = nil
}
