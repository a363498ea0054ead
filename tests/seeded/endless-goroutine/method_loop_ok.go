package methodloop

import "sync/atomic"

type Collector struct {
	in   chan int
	sum  int64
	quit chan struct{}
}

func NewCollector() *Collector {
	c := &Collector{in: make(chan int), quit: make(chan struct{})}
	go c.loop()
	return c
}

func (c *Collector) loop() {
	for {
		select {
		case n := <-c.in:
			atomic.AddInt64(&c.sum, int64(n))
		case <-c.quit:
			return
		}
	}
}

func (c *Collector) Close() { close(c.quit) }

func (c *Collector) Add(n int) { c.in <- n }
