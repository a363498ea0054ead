package workers

import "time"

type flusher struct {
	quit chan struct{}
	out  func()
}

func newFlusher(out func()) *flusher { return &flusher{quit: make(chan struct{}), out: out} }

func (f *flusher) Start() {
	go func() {
		for {
			select {
			case <-time.After(time.Second):
				f.out()
			case <-f.quit:
				return
			}
		}
	}()
}

func (f *flusher) Stop() { close(f.quit) }

func export(names []string, write func(string) error, flush func()) error {
	f := newFlusher(flush)
	f.Start() // want "f is started by Start and not stopped"
	for _, name := range names {
		if err := write(name); err != nil {
			return err
		}
	}
	return nil
}

type pool struct{ jobs chan func() }

func newPool(n int) *pool {
	p := &pool{jobs: make(chan func())}
	for i := 0; i < n; i++ {
		go func() {
			for job := range p.jobs {
				job()
			}
		}()
	}
	return p
}

func (p *pool) Close() { close(p.jobs) }

func resize(images []string, work func(string) error) error {
	p := newPool(4) // want "p is started by newPool and not stopped on line 58"
	for _, image := range images {
		if image == "" {
			return nil
		}
		p.jobs <- func() { _ = work(image) }
	}
	p.Close()
	return nil
}
