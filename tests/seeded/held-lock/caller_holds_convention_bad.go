package callerholdsconvention

import "sync"

type Ring struct {
	mu   sync.Mutex
	vals []int
	pos  int
}

// growLocked is called with mu held; it lets go of it while it allocates.
func (r *Ring) growLocked(n int) {
	r.mu.Unlock()
	vals := make([]int, n)
	r.mu.Lock()
	copy(vals, r.vals)
	r.vals = vals
}

func (r *Ring) Push(v int) bool {
	r.mu.Lock() // want "r.mu"
	if r.pos == len(r.vals) {
		if r.pos > 1<<20 {
			return false
		}
		r.growLocked(2*r.pos + 1)
	}
	r.vals[r.pos] = v
	r.pos++
	r.mu.Unlock()
	return true
}
