package crawler2

import "sync"

type crawler struct {
	wg   sync.WaitGroup
	mu   sync.Mutex
	seen map[string]bool
	get  func(string) []string
}

func (c *crawler) visit(url string) {
	c.wg.Add(1) // want "Add"
	defer c.wg.Done()
	c.mu.Lock()
	old := c.seen[url]
	c.seen[url] = true
	c.mu.Unlock()
	if old {
		return
	}
	for _, next := range c.get(url) {
		go c.visit(next)
	}
}

func (c *crawler) Crawl(root string) int {
	go c.visit(root)
	c.wg.Wait()
	return len(c.seen)
}
