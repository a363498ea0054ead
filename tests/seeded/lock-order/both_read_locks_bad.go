package bothreadlocks

import "sync"

type Routes struct {
	mu    sync.RWMutex
	hosts map[string]*Host
}

type Host struct {
	mu    sync.RWMutex
	paths []string
	r     *Routes
}

func (r *Routes) All() (n int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, h := range r.hosts {
		h.mu.Lock() // want "mu"
		n += len(h.paths)
		h.mu.Unlock()
	}
	return n
}

func (h *Host) Known(name string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.r.mu.Lock() // or "mu"
	defer h.r.mu.Unlock()
	_, ok := h.r.hosts[name]
	return ok && len(h.paths) > 0
}
