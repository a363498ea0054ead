package deferlocktypo

import "sync"

type Meter struct {
	mu    sync.Mutex
	total map[string]int64
}

func (m *Meter) Add(name string, n int64) {
	m.mu.Lock()       // want "m.mu"
	defer m.mu.Lock() // or "m.mu"
	if m.total == nil {
		m.total = make(map[string]int64)
	}
	m.total[name] += n
}

func (m *Meter) Snapshot() map[string]int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make(map[string]int64, len(m.total))
	for k, v := range m.total {
		out[k] = v
	}
	return out
}
