package goroutinereturnsearly

import (
	"log"
	"time"
)

type Pinger struct {
	ping func() error
	log  *log.Logger
}

func (p *Pinger) Start(stop <-chan struct{}) {
	go func() {
		t := time.NewTicker(10 * time.Second) // want "t"
		for {
			select {
			case <-t.C:
				if err := p.ping(); err != nil {
					p.log.Print(err)
					return
				}
			case <-stop:
				t.Stop()
				return
			}
		}
	}()
}
