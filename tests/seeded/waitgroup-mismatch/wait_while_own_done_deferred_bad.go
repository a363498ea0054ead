package selfdead

import "sync"

type Collector struct {
	wg  sync.WaitGroup
	out chan string
}

func (c *Collector) Start(srcs []func() string) {
	c.out = make(chan string, len(srcs))
	for _, s := range srcs {
		c.wg.Add(2) // want "wg|Add"
		go func() {
			defer c.wg.Done()
			c.out <- s()
		}()
	}
	c.wg.Wait()
	close(c.out)
}
