package owners

import (
	"context"
	"sync"
)

type stream struct {
	id     int
	cancel context.CancelFunc
}

type Mux struct {
	mu      sync.Mutex
	streams map[int]*stream
}

func (m *Mux) Open(parent context.Context, id int, run func(context.Context)) {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	m.mu.Lock()
	m.streams[id] = &stream{id: id, cancel: cancel}
	m.mu.Unlock()
	go run(ctx)
}

func (m *Mux) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, s := range m.streams {
		_ = s.id
		delete(m.streams, id)
	}
}
