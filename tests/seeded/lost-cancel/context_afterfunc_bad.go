package linked

import "context"

// Link ends when either of its parents does.
func Link(a, b context.Context) (context.Context, error) {
	ctx, cancel := context.WithCancel(a) // want "cancel"
	if err := b.Err(); err != nil {
		return nil, err
	}
	context.AfterFunc(b, cancel)
	return ctx, nil
}
