package locks

import "sync"

type node struct {
	mu   sync.Mutex
	name string
}

func withAll(nodes []*node, f func()) {
	for _, n := range nodes {
		n.mu.Lock()
		defer func() {
			n.mu.Unlock() // want "n"
		}()
	}
	f()
}
