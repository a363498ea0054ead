package busycounter

import (
	"sync/atomic"
	"time"
)

type Sampler struct {
	val  atomic.Int64
	done atomic.Bool
}

// Begin samples until Finish.
func (s *Sampler) Begin(read func() int64, every time.Duration) {
	go func() { // want "."
		for { // or "."
			s.val.Store(read())
			time.Sleep(every)
		}
	}()
}

func (s *Sampler) Finish() int64 {
	s.done.Store(true)
	return s.val.Load()
}
