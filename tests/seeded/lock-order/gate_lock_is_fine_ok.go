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
	c.gate.Lock()
	defer c.gate.Unlock()
	c.slots.Lock()
	defer c.slots.Unlock()
	c.nodes.Lock()
	defer c.nodes.Unlock()
	c.load[c.owner[slot]]--
	c.owner[slot] = to
	c.load[to]++
}

func (c *Cluster) Drop(node string) {
	c.gate.Lock()
	defer c.gate.Unlock()
	c.nodes.Lock()
	defer c.nodes.Unlock()
	delete(c.load, node)
	c.slots.Lock()
	for s, o := range c.owner {
		if o == node {
			delete(c.owner, s)
		}
	}
	c.slots.Unlock()
}
