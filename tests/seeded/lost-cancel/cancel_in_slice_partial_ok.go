package cancelinslicepartial

import (
	"context"
	"errors"
	"time"
)

// Race starts all runners and keeps the first that answers.
func Race(ctx context.Context, runners []func(context.Context) (string, error)) (string, error) {
	var cancels []context.CancelFunc
	stop := func() {
		for _, c := range cancels {
			c()
		}
	}
	for i, r := range runners {
		rctx, cancel := context.WithTimeout(ctx, time.Duration(i+1)*time.Second)
		cancels = append(cancels, cancel)
		s, err := r(rctx)
		if err == nil {
			stop()
			return s, nil
		}
	}
	stop()
	return "", errors.New("nobody answers")
}
