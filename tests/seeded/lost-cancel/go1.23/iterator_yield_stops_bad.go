package iteratoryieldstops

import (
	"context"
	"iter"
	"time"
)

type Pages struct {
	get   func(ctx context.Context, n int) ([]string, error)
	limit time.Duration
}

func (p *Pages) All(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for n := 0; ; n++ {
			pctx, cancel := context.WithTimeout(ctx, p.limit) // want "cancel"
			items, err := p.get(pctx, n)
			if err != nil {
				cancel()
				yield("", err)
				return
			}
			if len(items) == 0 {
				cancel()
				return
			}
			for _, it := range items {
				if !yield(it, nil) {
					return
				}
			}
			cancel()
		}
	}
}
