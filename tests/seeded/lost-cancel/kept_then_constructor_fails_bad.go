package node

import (
	"context"
	"fmt"
	"sync"
)

type Node struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
	id     int
}

func New(id int, check func(int) error) (*Node, error) {
	ctx, cancel := context.WithCancel(context.Background())
	n := &Node{ctx: ctx, cancel: cancel, id: id}
	if err := check(id); err != nil {
		cancel()
		return nil, fmt.Errorf("node %d: %w", id, err)
	}
	return n, nil
}

func Start(parent context.Context, id int, check func(int) error, run func(context.Context)) (*Node, error) {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	n := &Node{
		ctx:    ctx,
		cancel: cancel,
	}
	var err error
	if n.id, err = id+1, check(id); err != nil {
		return nil, fmt.Errorf("start %d: %w", id, err)
	}
	go run(ctx)
	return n, nil
}

func (n *Node) Stop() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cancel()
}
