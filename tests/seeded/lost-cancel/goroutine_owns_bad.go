package watch

import (
	"context"
)

type event struct{ key string }

func follow(parent context.Context, source func(context.Context, chan<- event) error) <-chan event {
	events := make(chan event, 16)
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	go func() {
		defer close(events)
		if err := source(ctx, events); err != nil {
			cancel()
		}
	}()
	return events
}
