package tasks

import (
	"context"
	"sync"
)

type Board struct {
	mu   sync.Mutex
	done map[int]context.CancelFunc
	last int
}

func (b *Board) Add(parent context.Context, run func(context.Context)) int {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.done == nil {
		return -1
	}
	b.last++
	b.done[b.last] = cancel
	go run(ctx)
	return b.last
}

func (b *Board) Drop(id int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if stop, ok := b.done[id]; ok {
		stop()
		delete(b.done, id)
	}
}
