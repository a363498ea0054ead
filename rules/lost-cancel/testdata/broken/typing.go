package broken

import "context"

func healthy(parent context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	if err := do(ctx); err != nil {
		return err
	}
	cancel()
	return nil
}

func typing(parent context.Context) error {
	ctx, cancel := context.WithCancel(parent) // ok: called, whatever will stand below
	defer cancel()
	if err := ctx.
	return nil
}
