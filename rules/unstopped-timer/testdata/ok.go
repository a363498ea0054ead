package timers

import (
	"context"
	"time"
)

func (q *queue) stopped(ctx context.Context) (string, error) {
	t := time.NewTimer(q.idle) // ok: stopped when this returns
	defer t.Stop()
	select {
	case s := <-q.in:
		return s, nil
	case <-t.C:
		return "", context.DeadlineExceeded
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func sleep(d time.Duration) {
	t := time.NewTimer(d) // ok: it fires
	<-t.C
}

func (q *queue) stoppedOrFired(ctx context.Context) error {
	t := time.NewTimer(q.idle) // ok: stopped where it has not fired
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		if !t.Stop() {
			<-t.C
		}
		return ctx.Err()
	}
}

func (q *queue) reused(ctx context.Context) {
	t := time.NewTimer(q.idle) // ok: one timer for all steps
	defer t.Stop()
	for {
		select {
		case s := <-q.in:
			q.out <- s
		case <-t.C:
			q.out <- ""
		case <-ctx.Done():
			return
		}
		t.Reset(q.idle)
	}
}

func (q *queue) everyStepWaits(ctx context.Context) {
	for {
		q.out <- ""
		select {
		case <-time.After(q.idle): // ok: the other case leaves the loop
		case <-ctx.Done():
			return
		}
	}
}

func (q *queue) once(ctx context.Context) string {
	select {
	case s := <-q.in:
		return s
	case <-time.After(q.idle): // ok: no loop
		return ""
	}
}

func (q *queue) retries(work func() error) {
	for work() != nil {
		<-time.After(q.idle) // ok: waited for
	}
}

func (q *queue) briefly() {
	for {
		select {
		case s := <-q.in:
			q.out <- s
		case <-time.After(10 * time.Millisecond): // ok: too short to add up
			q.out <- ""
		}
	}
}

func later(d time.Duration, f func()) {
	time.AfterFunc(d, f) // ok: meant to fire
}

func laterUnlessDone(d time.Duration, f func()) *time.Timer {
	return time.AfterFunc(d, f) // ok: the caller stops it
}

type lamp struct {
	timer *time.Timer
	off   func()
}

func (l *lamp) on(d time.Duration) {
	l.timer = time.AfterFunc(d, l.dim) // ok: Close stops it
}

func (l *lamp) dim() {
	l.off()
	l.timer.Reset(time.Second)
}

func (l *lamp) Close() { l.timer.Stop() }

type clock struct{}

func (clock) After(time.Duration) <-chan time.Time { return nil }

func (q *queue) withClock(c clock) {
	for {
		select {
		case s := <-q.in:
			q.out <- s
		case <-c.After(q.idle): // ok: not the package's own
			q.out <- ""
		}
	}
}

func waitOrAsk(work func() error, late func(), d time.Duration) error {
	t := time.AfterFunc(d, late) // ok: every way stops it
	if err := work(); err != nil {
		t.Stop()
		return err
	}
	t.Stop()
	return nil
}

func (q *queue) oneAtATime(ctx context.Context) {
	var flush <-chan time.Time
	for {
		if flush == nil {
			flush = time.After(q.idle) // ok: the next one is made when this one has fired
		}
		select {
		case s := <-q.in:
			q.out <- s
		case <-flush:
			flush = nil
		case <-ctx.Done():
			return
		}
	}
}

// The channel is kept over the steps, and made again only when it is due.
func paced(ctx context.Context, values chan int, pending func() bool) {
	idle := make(chan time.Time)
	var due <-chan time.Time = idle
	for {
		if pending() {
			due = time.After(time.Minute) // ok
		}
		select {
		case <-ctx.Done():
			return
		case v := <-values:
			_ = v
		case <-due:
			due = idle
		}
	}
}
