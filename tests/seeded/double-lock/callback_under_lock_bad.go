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
	b.each(topic, func(h func(string)) {
		h(msg)
		b.mu.Lock() // want "b.mu"
		b.sent++
		b.mu.Unlock()
	})
}
