package stack

import (
	"context"
	"fmt"
)

type app struct{ cleanups []func() }

func (a *app) onExit(f func()) { a.cleanups = append(a.cleanups, f) }

func (a *app) Close() {
	for _, f := range a.cleanups {
		f()
	}
}

func (a *app) service(parent context.Context, name string, run func(context.Context) error) error {
	ctx, cancel := context.WithCancel(parent)
	a.onExit(cancel)
	if err := run(ctx); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
