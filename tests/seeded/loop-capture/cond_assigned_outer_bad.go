package election

import "sync"

type node struct{ term int }

func Vote(nodes []*node, ask func(*node)) {
	var wg sync.WaitGroup
	best := nodes[0]
	for _, n := range nodes {
		if n.term > best.term {
			best = n
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			ask(best) // want "best"
		}()
	}
	wg.Wait()
}
