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
	ctx, cancel := context.WithCancel(parent) // ok: half of the function is missing
	if err := ctx.
	return nil
}
