package jobs

import "context"

type Runner struct{ steps []func(context.Context) error }

func (r *Runner) Run(parent context.Context) error {
	ctx, _ := context.WithCancel(parent) // want "cancel"
	for _, step := range r.steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}
