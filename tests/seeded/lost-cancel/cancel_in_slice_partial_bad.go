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
		rctx, cancel := context.WithTimeout(ctx, time.Duration(i+1)*time.Second) // want "cancel"
		s, err := r(rctx)
		if err == nil {
			stop()
			return s, nil
		}
		if i == len(runners)-1 {
			break
		}
		cancels = append(cancels, cancel)
	}
	stop()
	return "", errors.New("nobody answers")
}
