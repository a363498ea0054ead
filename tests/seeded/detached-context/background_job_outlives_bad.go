package backgroundjoboutlives

import (
	"context"
	"errors"
	"time"
)

type Queue struct {
	push func(ctx context.Context, job string) error
	warm func(ctx context.Context)
}

// Submit queues a job; warming goes on after the request.
func (q *Queue) Submit(ctx context.Context, job string) error {
	go func() {
		bg, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		q.warm(bg)
	}()
	if job == "" {
		return errors.New("empty job")
	}
	return q.push(context.Background(), job) // want "Background"
}
