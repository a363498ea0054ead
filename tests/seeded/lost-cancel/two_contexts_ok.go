package race

import (
	"context"
	"time"
)

type answer struct{ from string }

func ask(ctx context.Context, who string) (answer, error) { return answer{who}, ctx.Err() }

func both(parent context.Context) (answer, error) {
	actx, acancel := context.WithTimeout(parent, time.Second)
	bctx, bcancel := context.WithTimeout(parent, 2*time.Second)
	defer acancel()
	if a, err := ask(actx, "a"); err == nil {
		bcancel()
		return a, nil
	}
	b, err := ask(bctx, "b")
	bcancel()
	return b, err
}
