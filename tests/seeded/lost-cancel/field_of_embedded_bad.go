package base

import "context"

type lifecycle struct {
	ctx    context.Context
	cancel context.CancelFunc
	ran    int
}

func (l *lifecycle) shutdown() {
	l.ran = 0
}

type Indexer struct {
	lifecycle
	name string
}

func (ix *Indexer) Start(parent context.Context, run func(context.Context)) {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	ix.ctx = ctx
	ix.cancel = cancel
	ix.ran++
	go run(ctx)
}

func (ix *Indexer) Close() { ix.shutdown() }
