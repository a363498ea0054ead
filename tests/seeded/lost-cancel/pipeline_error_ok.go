package stages

import (
	"context"
	"fmt"
)

type stage func(ctx context.Context, in []byte) ([]byte, error)

func Run(parent context.Context, in []byte, stages ...stage) (out []byte, err error) {
	out = in
	for i, s := range stages {
		ctx, cancel := context.WithCancelCause(parent)
		out, err = s(ctx, out)
		if err != nil {
			err = fmt.Errorf("stage %d: %w", i, err)
			cancel(err)
			return
		}
		cancel(nil)
	}
	return
}
