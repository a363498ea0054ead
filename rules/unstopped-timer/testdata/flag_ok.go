package timers

import (
	"context"
	"time"
)

// The other case ends the loop by its flag.
func untilDone(ctx context.Context, every time.Duration, commit func()) {
	looping := true
	for looping {
		select {
		case <-ctx.Done():
			looping = false
		case <-time.After(every): // ok
		}
		commit()
	}
}

func untilClosed(ctx context.Context, every time.Duration, commit func()) {
	done := false
	for !done {
		select {
		case <-ctx.Done():
			done = true
		case <-time.After(every): // ok
		}
		commit()
	}
}

func goesOn(values chan int, every time.Duration, commit func(int)) {
	looping := true
	for looping {
		select {
		case v := <-values:
			commit(v)
		case <-time.After(every): // want "time.After makes a timer in each step"
			looping = false
		}
	}
}
