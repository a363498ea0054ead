package watch

import (
	"context"
)

type event struct{ key string }

func follow(parent context.Context, source func(context.Context, chan<- event) error) <-chan event {
	events := make(chan event, 16)
	ctx, cancel := context.WithCancel(parent)
	go func() {
		defer close(events)
		defer cancel()
		if err := source(ctx, events); err != nil {
			events <- event{key: err.Error()}
		}
	}()
	return events
}
