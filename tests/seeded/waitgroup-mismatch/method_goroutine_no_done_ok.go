package daemon

import (
	"sync"
	"time"
)

type Daemon struct {
	wg   sync.WaitGroup
	quit chan struct{}
}

func (d *Daemon) Start() {
	d.wg.Add(1)
	go d.tick()
}

func (d *Daemon) tick() {
	defer d.wg.Done()
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-d.quit:
			return
		}
	}
}

func (d *Daemon) Stop() {
	close(d.quit)
	d.wg.Wait()
}
