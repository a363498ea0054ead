package guard

import (
	"context"
	"fmt"
	"time"
)

func protect(parent context.Context, fn func(context.Context) int) (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
		}
	}()
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	n = fn(ctx)
	if n < 0 {
		return n, fmt.Errorf("negative result")
	}
	return n, nil
}
