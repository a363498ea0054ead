package callbackunderlock

import "sync"

type Bus struct {
	mu       sync.Mutex
	handlers map[string][]func(string)
	sent     int
}

func (b *Bus) each(topic string, fn func(func(string))) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, h := range b.handlers[topic] {
		fn(h)
	}
}

func (b *Bus) Emit(topic, msg string) {
	n := 0
	b.each(topic, func(h func(string)) {
		h(msg)
		n++
	})
	b.mu.Lock()
	b.sent += n
	b.mu.Unlock()
}
