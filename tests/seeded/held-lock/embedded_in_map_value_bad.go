package embeddedinmapvalue

import "sync"

type node struct {
	sync.RWMutex
	kids map[string]*node
	val  []byte
}

func (n *node) child(name string, make bool) *node {
	n.Lock() // want "n"
	k := n.kids[name]
	if k == nil {
		if !make {
			return nil
		}
		k = &node{kids: map[string]*node{}}
		n.kids[name] = k
	}
	n.Unlock()
	return k
}

// Get returns the value at path.
func (n *node) Get(path []string) []byte {
	for _, p := range path {
		if n = n.child(p, false); n == nil {
			return nil
		}
	}
	n.RLock()
	defer n.RUnlock()
	return n.val
}
