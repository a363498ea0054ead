package nothingruns

import "time"

// Stopwatch has Start and Stop, and nothing runs in between.
type Stopwatch struct {
	from time.Time
	sum  time.Duration
}

func (s *Stopwatch) Start() { s.from = time.Now() }
func (s *Stopwatch) Stop()  { s.sum += time.Since(s.from) }

type Tailer struct {
	lines chan string
	quit  chan struct{}
}

func (t *Tailer) Start(read func() string) {
	go func() {
		for {
			select {
			case t.lines <- read():
			case <-t.quit:
				return
			}
		}
	}()
}

func (t *Tailer) Stop() { close(t.quit) }

func FirstLine(read func() string) (string, time.Time) {
	sw := &Stopwatch{}
	sw.Start()
	t := &Tailer{lines: make(chan string), quit: make(chan struct{})}
	t.Start(read) // want "t"
	return <-t.lines, sw.from
}
