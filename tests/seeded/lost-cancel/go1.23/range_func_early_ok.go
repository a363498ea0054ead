package pages

import (
	"context"
	"iter"
	"time"
)

func First(parent context.Context, pages iter.Seq2[int, error], want func(context.Context, int) bool) (int, error) {
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	for p, err := range pages {
		if err != nil {
			return 0, err
		}
		if want(ctx, p) {
			return p, nil
		}
	}
	return -1, nil
}
