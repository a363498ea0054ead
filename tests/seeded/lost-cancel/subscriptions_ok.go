package subs

import (
	"context"
	"sync"
)

type sub struct {
	topic string
	stop  context.CancelFunc
}

type Broker struct {
	mu   sync.Mutex
	subs []*sub
	max  int
}

func (b *Broker) Subscribe(parent context.Context, topic string, deliver func(context.Context, string)) *sub {
	ctx, stop := context.WithCancel(parent)
	b.mu.Lock()
	defer b.mu.Unlock()
	s := &sub{topic, stop}
	if len(b.subs) >= b.max {
		s.stop()
		return nil
	}
	b.subs = append(b.subs, s)
	go deliver(ctx, topic)
	return s
}

func (b *Broker) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.subs {
		s.stop()
	}
	b.subs = nil
}
