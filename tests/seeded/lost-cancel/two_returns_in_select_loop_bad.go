package leader

import (
	"context"
	"errors"
	"time"
)

type election interface {
	Campaign(ctx context.Context) error
	Observe() <-chan string
}

func lead(parent context.Context, e election, me string) error {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	won := make(chan error, 1)
	go func() { won <- e.Campaign(ctx) }()
	deadline := time.NewTimer(time.Minute)
	defer deadline.Stop()
	for {
		select {
		case err := <-won:
			cancel()
			return err
		case who := <-e.Observe():
			if who == me {
				continue
			}
			return errors.New("lost to " + who)
		case <-deadline.C:
			cancel()
			return context.DeadlineExceeded
		}
	}
}
