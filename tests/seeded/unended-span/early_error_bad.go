package earlyerror

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

type Pay struct {
	tracer trace.Tracer
	charge func(context.Context, int) error
}

func (p *Pay) Charge(ctx context.Context, cents int) error {
	ctx, span := p.tracer.Start(ctx, "pay.charge") // want "span"
	span.SetAttributes(attribute.Int("cents", cents))
	if cents <= 0 {
		return errors.New("nothing to pay")
	}
	if err := p.charge(ctx, cents); err != nil {
		span.RecordError(err)
		span.End()
		return err
	}
	span.End()
	return nil
}
