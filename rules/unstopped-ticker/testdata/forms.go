package ticks

import "time"

// Nothing can stop what time.Tick returns.
func (s *sampler) polled(n int) (sum int) {
	for range time.Tick(s.every) { // want "Tick"
		v, _ := s.read()
		sum += v
		if n--; n == 0 {
			return sum
		}
	}
	return sum
}

func (s *sampler) oneCase(quit <-chan struct{}, stop bool) {
	t := time.NewTicker(s.every) // want "Stop|t"
	for {
		select {
		case <-t.C:
			if _, err := s.read(); err != nil {
				return
			}
		case <-quit:
			t.Stop()
			return
		}
	}
}

// A ticker for each call of the goroutine.
func (s *sampler) started(out chan<- int, quit <-chan struct{}) {
	go func() {
		t := time.NewTicker(s.every) // want "Stop|t"
		for {
			select {
			case <-quit:
				return
			case <-t.C:
				v, _ := s.read()
				out <- v
			}
		}
	}()
}

func (s *sampler) replaced(steps []time.Duration) {
	var t *time.Ticker
	for _, d := range steps {
		t = time.NewTicker(d) // want "Stop|t"
		<-t.C
	}
	if t != nil {
		t.Stop()
	}
}

// The interval changes, and the old ticker is left behind.
func (s *sampler) paced(interval func() time.Duration, quit <-chan struct{}) {
	current := interval()
	t := time.NewTicker(current) // want "Stop|t"
	for {
		select {
		case <-t.C:
			s.read()
		case <-quit:
			t.Stop()
			return
		}
		if next := interval(); next != current {
			t = time.NewTicker(next) // want "Stop|t"
			current = next
		}
	}
}

// A new one for every step of the loop.
func (s *sampler) impatient(results <-chan int) (sum int) {
	for {
		select {
		case v := <-results:
			sum += v
		case <-time.Tick(s.every): // want "cannot be stopped"
			s.read()
		}
	}
}
