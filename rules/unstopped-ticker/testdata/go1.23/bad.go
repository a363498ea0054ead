package ticks

import "time"

type cache struct {
	every time.Duration
	swept *time.Ticker
	sweep func()
}

// The collector never takes a goroutine, nor what it waits for.
func newCache(every time.Duration, sweep func()) *cache {
	c := &cache{every: every, sweep: sweep}
	t := time.NewTicker(every) // want "t from time.NewTicker is never stopped"
	go func() {
		for range t.C {
			c.sweep()
		}
	}()
	return c
}

func inside(every time.Duration, sweep func()) {
	go func() {
		for range time.Tick(every) { // want "time.Tick cannot be stopped"
			sweep()
		}
	}()
}

func (c *cache) start() {
	go c.loop()
}

func (c *cache) loop() {
	t := time.NewTicker(c.every) // want "no other way out"
	for {
		<-t.C
		c.sweep()
	}
}

// Stop ends the ticks, not the wait for them.
func (c *cache) startSwept() {
	c.swept = time.NewTicker(c.every)
	go func() {
		for range c.swept.C { // want "c.swept only, and Stop stops it"
			c.sweep()
		}
	}()
}

func (c *cache) Stop() {
	c.swept.Stop()
}
