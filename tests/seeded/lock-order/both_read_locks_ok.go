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
		h.mu.RLock()
		n += len(h.paths)
		h.mu.RUnlock()
	}
	return n
}

func (h *Host) Known(name string) bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	h.r.mu.RLock()
	defer h.r.mu.RUnlock()
	_, ok := h.r.hosts[name]
	return ok && len(h.paths) > 0
}
