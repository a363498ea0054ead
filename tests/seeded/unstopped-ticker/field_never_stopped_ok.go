package fieldneverstopped

import "time"

type Gauge struct {
	tick *time.Ticker
	quit chan struct{}
	read func() float64
	last float64
}

func NewGauge(read func() float64) *Gauge {
	g := &Gauge{tick: time.NewTicker(time.Second), quit: make(chan struct{}), read: read}
	go g.run()
	return g
}

func (g *Gauge) run() {
	for {
		select {
		case <-g.tick.C:
			g.last = g.read()
		case <-g.quit:
			return
		}
	}
}

func (g *Gauge) Close() {
	g.tick.Stop()
	close(g.quit)
}
