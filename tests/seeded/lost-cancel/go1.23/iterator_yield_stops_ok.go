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
			pctx, cancel := context.WithTimeout(ctx, p.limit)
			items, err := p.get(pctx, n)
			cancel()
			if err != nil {
				yield("", err)
				return
			}
			if len(items) == 0 {
				return
			}
			for _, it := range items {
				if !yield(it, nil) {
					return
				}
			}
		}
	}
}
