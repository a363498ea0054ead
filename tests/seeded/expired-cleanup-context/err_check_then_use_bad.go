package errcheckthenuse

import (
	"context"
	"fmt"
)

type Outbox struct {
	send func(context.Context, string) error
	park func(context.Context, string) error
}

func (o *Outbox) Send(ctx context.Context, msgs []string) error {
	for _, m := range msgs {
		if ctx.Err() != nil {
			if err := o.park(ctx, m); err != nil { // want "ctx"
				return err
			}
			continue
		}
		if err := o.send(ctx, m); err != nil {
			return fmt.Errorf("send after %v: %w", ctx.Err(), err)
		}
	}
	return nil
}
