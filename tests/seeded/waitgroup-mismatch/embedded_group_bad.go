package embedded

import "sync"

type crew struct {
	sync.WaitGroup
	limit int
}

func (c *crew) hire(f func() error) {
	c.Add(1) // want "Done|c|Add"
	go func() {
		for i := 0; i < c.limit; i++ {
			if f() != nil {
				return
			}
		}
		c.Done()
	}()
}

func (c *crew) all(fs []func() error) {
	for _, f := range fs {
		c.hire(f)
	}
	c.Wait()
}
