package aftercancelisfine

import (
	"context"
	"fmt"
	"time"
)

type Run struct {
	save func(ctx context.Context, state string) error
}

func (r *Run) Loop(ctx context.Context, steps []func(context.Context) error) error {
	for i, step := range steps {
		if err := step(context.Background()); err != nil { // want "Background"
			return err
		}
		if ctx.Err() != nil {
			bg, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			return r.save(bg, fmt.Sprint("stopped at ", i))
		}
	}
	return r.save(ctx, "done")
}
