package gatherfromeach

import "time"

type probe struct {
	node string
	took time.Duration
}

type Cluster struct {
	nodes []string
	ping  func(node string) error
}

// Fastest returns the node that answered first in its own time.
func (c *Cluster) Fastest() (best probe) {
	answers := make(chan probe)
	for _, node := range c.nodes {
		go func() {
			start := time.Now()
			if c.ping(node) != nil {
				answers <- probe{took: time.Hour}
				return
			}
			answers <- probe{node, time.Since(start)}
		}()
	}
	for i := 0; i < len(c.nodes); i++ {
		p := <-answers
		if best.node == "" || p.took < best.took {
			best = p
		}
	}
	return best
}
