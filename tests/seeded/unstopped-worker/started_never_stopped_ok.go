package startedneverstopped

import "time"

type Flusher struct {
	quit chan struct{}
	out  func()
}

func NewFlusher(out func()) *Flusher { return &Flusher{quit: make(chan struct{}), out: out} }

func (f *Flusher) Start() {
	go func() {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				f.out()
			case <-f.quit:
				return
			}
		}
	}()
}

func (f *Flusher) Stop() { close(f.quit) }

func Export(names []string, write func(string) error, flush func()) error {
	fl := NewFlusher(flush)
	fl.Start()
	defer fl.Stop()
	for _, n := range names {
		if err := write(n); err != nil {
			return err
		}
	}
	return nil
}
