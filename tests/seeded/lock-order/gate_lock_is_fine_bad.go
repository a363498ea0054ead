package gatelockisfine

import "sync"

type Cluster struct {
	gate  sync.Mutex
	nodes sync.Mutex
	slots sync.Mutex
	owner map[int]string
	load  map[string]int
}

func (c *Cluster) Move(slot int, to string) {
	c.slots.Lock()
	defer c.slots.Unlock()
	c.nodes.Lock() // want "nodes"
	defer c.nodes.Unlock()
	c.load[c.owner[slot]]--
	c.owner[slot] = to
	c.load[to]++
}

func (c *Cluster) Drop(node string) {
	c.nodes.Lock()
	defer c.nodes.Unlock()
	delete(c.load, node)
	c.slots.Lock() // or "slots"
	for s, o := range c.owner {
		if o == node {
			delete(c.owner, s)
		}
	}
	c.slots.Unlock()
}
