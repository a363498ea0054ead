package goroutineendsit

import (
	"context"

	"go.opentelemetry.io/otel/trace"
)

type Publisher struct {
	tr   trace.Tracer
	send func(context.Context, []byte) error
}

func (p *Publisher) Publish(ctx context.Context, msg []byte, wait bool) error {
	ctx, span := p.tr.Start(ctx, "publish")
	if wait {
		err := p.send(ctx, msg)
		span.End()
		return err
	}
	go func() {
		defer span.End()
		if err := p.send(ctx, msg); err != nil {
			span.RecordError(err)
		}
	}()
	return nil
}
