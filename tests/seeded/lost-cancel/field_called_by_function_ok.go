package funcs

import "context"

type task struct {
	stop context.CancelFunc
	name string
}

func begin(parent context.Context, name string, f func(context.Context)) *task {
	t := &task{name: name}
	var ctx context.Context
	ctx, t.stop = context.WithCancel(parent)
	go f(ctx)
	return t
}

func end(t *task) {
	if t == nil {
		return
	}
	t.stop()
}
