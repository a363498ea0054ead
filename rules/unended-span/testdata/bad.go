package spans

import (
	"context"
	"errors"

	"github.com/opentracing/opentracing-go"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"
)

var tracer = otel.Tracer("spans")

func load(ctx context.Context) error { return ctx.Err() }

func earlyReturn(ctx context.Context) error {
	ctx, span := tracer.Start(ctx, "early") // want "span span is not ended before the return on line 19"
	if err := load(ctx); err != nil {
		return err
	}
	span.End()
	return nil
}

func neverEnded(ctx context.Context) error {
	ctx, span := otel.Tracer("here").Start(ctx, "never") // want "span span is not ended"
	err := load(ctx)
	span.RecordError(err)
	return err
}

func thrownAway(ctx context.Context) error {
	ctx, _ = tracer.Start(ctx, "away") // want "is discarded"
	return load(ctx)
}

type service struct{ tracer trace.Tracer }

func (s *service) each(ctx context.Context, names []string) error {
	for _, name := range names {
		ctx, span := s.tracer.Start(ctx, name) // want "span span is not ended"
		if name == "" {
			continue
		}
		if err := load(ctx); err != nil {
			span.RecordError(err)
			return err
		}
		span.End()
	}
	return nil
}

func older(name string) error {
	sp := opentracing.StartSpan(name) // want "span sp is not ended"
	if name == "" {
		return errors.New("no name")
	}
	sp.Finish()
	return nil
}

func olderFromContext(ctx context.Context) error {
	sp, ctx := opentracing.StartSpanFromContext(ctx, "older") // want "span sp is not ended"
	if err := load(ctx); err != nil {
		return err
	}
	sp.Finish()
	return nil
}

func started(ctx context.Context, name string) (context.Context, trace.Span) {
	ctx, span := tracer.Start(ctx, name) // ok: the caller ends it
	span.RecordError(nil)
	return ctx, span
}

func ofWrapper(ctx context.Context) error {
	ctx, span := started(ctx, "wrapper") // want "span span is not ended"
	if err := load(ctx); err != nil {
		return err
	}
	span.End()
	return nil
}
