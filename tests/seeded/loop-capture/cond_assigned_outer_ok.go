package election

import "sync"

type node struct{ term int }

func Vote(nodes []*node, ask func(*node)) {
	var wg sync.WaitGroup
	for _, n := range nodes {
		best := n
		if n.term < nodes[0].term {
			best = nodes[0]
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			ask(best)
		}()
	}
	wg.Wait()
}
